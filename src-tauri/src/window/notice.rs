//! The window of a desk that could not start: one sentence, and nothing that can be done wrong.
//!
//! It is no page of the product: no script, no door into the program, no address to go to.

use tauri::http::{HeaderValue, Response, header};
use tauri::{AppHandle, Url, WebviewUrl, WebviewWindowBuilder};

/// Under which the sentence is served to its own window, and to none else.
pub(super) const SCHEME: &str = "notice";

/// Opens the window.
pub(super) fn open(app: &AppHandle) -> tauri::Result<()> {
    let address = format!("{SCHEME}://localhost/");
    let Ok(address) = Url::parse(&address) else {
        return Err(tauri::Error::WindowNotFound);
    };
    WebviewWindowBuilder::new(app, "notice", WebviewUrl::CustomProtocol(address))
        .title("Trao Tay")
        .inner_size(720.0, 360.0)
        .on_navigation(|address| is_own_page(address.scheme(), address.host_str()))
        .build()
        .map(|_| ())
}

fn is_own_page(scheme: &str, host: Option<&str>) -> bool {
    scheme == SCHEME || host == Some("notice.localhost")
}

/// What the page may load: its own style, and nothing else.
pub(super) const RULE: &str = "default-src 'none'; style-src 'self'";

const STYLE_PATH: &str = "/notice.css";
const STYLE: &str = "body { font: 1.5rem/1.5 sans-serif; margin: 3rem; }";

/// Answers the requests of the window: its page and its style.
pub(super) fn answer(path: &str, sentence: &str) -> Response<Vec<u8>> {
    let (kind, content) = if path == STYLE_PATH {
        ("text/css; charset=utf-8", STYLE.to_owned())
    } else {
        ("text/html; charset=utf-8", page(sentence))
    };
    let mut response = Response::new(content.into_bytes());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(RULE),
    );
    response
}

fn page(sentence: &str) -> String {
    let text = sentence
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Trao Tay</title>\
         <link rel=\"stylesheet\" href=\"{STYLE_PATH}\">\
         <body><h1>Trao Tay</h1><p role=\"alert\">{text}</p></body></html>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_stands_on_the_page_and_nothing_else_runs() {
        let response = answer("/", "Không đọc được <chìa khóa> & sổ.");
        let text = String::from_utf8_lossy(response.body());
        assert!(text.contains("Không đọc được &lt;chìa khóa&gt; &amp; sổ."));
        for absent in ["<script", "<style", "style="] {
            assert!(!text.contains(absent), "{absent}");
        }
        assert!(text.contains(STYLE_PATH));
        let style = answer(STYLE_PATH, "");
        assert_eq!(style.body(), STYLE.as_bytes());
        for (response, kind) in [(response, "text/html"), (style, "text/css")] {
            let rule = response.headers().get(header::CONTENT_SECURITY_POLICY);
            assert!(rule.is_some_and(|rule| rule == RULE));
            let own = response.headers().get(header::CONTENT_TYPE);
            assert!(own.is_some_and(|own| own.as_bytes().starts_with(kind.as_bytes())));
        }
        assert!(is_own_page(SCHEME, Some("localhost")));
        assert!(!is_own_page("https", Some("example.com")));
    }
}
