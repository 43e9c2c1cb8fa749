//! The desk window: one page, one door.
//!
//! The page may call `call` and hear `data_changed`; it can reach no file, no address and no
//! other page. The window is shown once it has painted, or after three seconds. A desk that
//! cannot start says why in a window of its own.

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]
mod guard;
mod notice;

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tauri::webview::PageLoadEvent;
use tauri::{AppHandle, Emitter, Manager, WebviewWindow, WebviewWindowBuilder};

use crate::command;
use crate::error::{Answer, CommandError, Failed};
use crate::program::{Program, StartFailure};

/// A window that never says it has painted is shown all the same.
const SHOWN_AT_THE_LATEST: Duration = Duration::from_secs(3);

/// What the product's web view must not do by itself: a page that is loaded again has lost its
/// dialogs and what was typed last. The page stops these keys too; the engine's own defaults
/// have come back in one of its releases.
const NO_DEFAULTS: &str = r"
addEventListener('contextmenu', (event) => event.preventDefault(), true);
addEventListener('keydown', (event) => {
  const reloads = ['F5', 'BrowserRefresh'].includes(event.key)
    || (event.ctrlKey && event.key.toLowerCase() === 'r');
  if (reloads) event.preventDefault();
}, true);
";

/// The one door from the page into the program.
///
/// Work is done on a thread of its own, so that the window stays awake.
#[tauri::command]
async fn call(app: AppHandle, command: String, input: Value) -> Answer<Value> {
    let program = Arc::clone(&app.state::<Arc<Program>>());
    let work = move || command::call(&program, &command, input);
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(_panicked) => Err(CommandError::of(&Failed::Unexpected("E-CALL"))),
    }
}

/// Opens the window and stays until it is closed; what could not start says so.
///
/// # Errors
/// The windowing system or its web view is not there.
pub fn run(started: Result<Program, StartFailure>) -> tauri::Result<()> {
    let builder = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| {
            show_first(app)
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build());
    let (builder, at_exit) = match started {
        Ok(program) => {
            let program = Arc::new(program);
            let builder = builder
                .manage(Arc::clone(&program))
                .invoke_handler(tauri::generate_handler![call])
                .setup(|app| Ok(open(app.handle())?));
            (builder, Some(program))
        }
        Err(failure) => {
            let sentence = failure.sentence();
            let builder = builder
                .register_uri_scheme_protocol(notice::SCHEME, move |_, request| {
                    notice::answer(request.uri().path(), &sentence)
                })
                .setup(|app| Ok(notice::open(app.handle())?));
            (builder, None)
        }
    };
    let app = builder.build(tauri::generate_context!())?;
    app.run(move |_, event| {
        if let (Some(program), tauri::RunEvent::Exit) = (&at_exit, event) {
            program.close();
        }
    });
    Ok(())
}

fn open(app: &AppHandle) -> tauri::Result<()> {
    let Some(config) = app.config().app.windows.first().cloned() else {
        return Err(tauri::Error::WindowNotFound);
    };
    let mut builder = WebviewWindowBuilder::from_config(app, &config)?;
    if let Some(script) = no_defaults(cfg!(debug_assertions)) {
        builder = builder.initialization_script(script);
    }
    let window = builder
        .title(app.state::<Arc<Program>>().title())
        .on_navigation(|address| is_own_page(address.scheme(), address.host_str()))
        .on_page_load(|window, load| {
            if matches!(load.event(), PageLoadEvent::Finished) {
                show(&window);
            }
        })
        .build()?;
    tell_of_changes(app);
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SHOWN_AT_THE_LATEST).await;
        show(&window);
    });
    Ok(())
}

/// In development the menu with its inspector and the reload keys stay.
const fn no_defaults(is_development: bool) -> Option<&'static str> {
    if is_development {
        None
    } else {
        Some(NO_DEFAULTS)
    }
}

/// Only the embedded page, and in development the server that `tauri.conf.json` names.
fn is_own_page(scheme: &str, host: Option<&str>) -> bool {
    let is_embedded = scheme == "tauri" || host == Some("tauri.localhost");
    is_embedded || (cfg!(dev) && host == Some("localhost"))
}

fn tell_of_changes(app: &AppHandle) {
    let listener = app.clone();
    app.state::<Arc<Program>>().on_change(move |kinds| {
        // A window that is closing hears nothing more, and needs nothing more.
        let _ = listener.emit("data_changed", serde_json::json!({ "kinds": kinds }));
    });
}

fn show(window: &WebviewWindow) {
    // Showing fails only when the window is already gone.
    let _ = window.show();
}

fn show_first(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        show(&window);
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_products_web_view_has_no_menu_and_no_reload() {
        assert_eq!(no_defaults(true), None);
        let script = no_defaults(false).unwrap_or_default();
        for stopped in ["'contextmenu'", "'F5'", "'BrowserRefresh'", "=== 'r'"] {
            assert!(script.contains(stopped), "{stopped}");
        }
    }

    #[test]
    fn the_window_goes_nowhere_but_to_its_own_page() {
        assert!(is_own_page("tauri", Some("localhost")));
        assert!(!is_own_page("https", Some("app.evil.com")));
        assert!(!is_own_page("http", Some("127.0.0.1")));
        assert!(!is_own_page("file", None));
    }
}
