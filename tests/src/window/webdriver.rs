//! The few calls of the W3C WebDriver protocol that the stories need.
//!
//! The client libraries for it either bring superseded versions of what the product uses or change
//! how its JSON is ordered, and these five calls are all that is asked of them.

use std::path::Path;

use anyhow::{Context, Result, bail};
use data_encoding::BASE64;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

/// One window under control.
pub(super) struct Session {
    runtime: Runtime,
    port: u16,
    id: String,
}

impl Session {
    /// Has the driver start a program with a web view.
    pub(super) fn open(port: u16, program: &Path, arguments: &[&str]) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let mut session = Self {
            runtime,
            port,
            id: String::new(),
        };
        let options = json!({ "binary": program, "args": arguments });
        let wish =
            json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let opened = session.ask("POST", "/session", &wish)?;
        let id = opened["sessionId"].as_str().context("a session id")?;
        session.id = format!("/session/{id}");
        Ok(session)
    }

    /// Plays strokes of keys.
    pub(super) fn press(&self, strokes: &[Value]) -> Result<()> {
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": strokes });
        self.here("POST", "/actions", &json!({ "actions": [keyboard] }))
            .map(drop)
    }

    /// Runs a script in the page and gives what it returns.
    pub(super) fn run(&self, script: &str, arguments: Value) -> Result<Value> {
        let wish = json!({ "script": script, "args": arguments });
        self.here("POST", "/execute/sync", &wish)
    }

    /// A picture of the page, as PNG.
    pub(super) fn picture(&self) -> Result<Vec<u8>> {
        let picture = self.here("GET", "/screenshot", &Value::Null)?;
        let text = picture.as_str().context("a picture")?;
        Ok(BASE64.decode(text.as_bytes())?)
    }

    /// Closes the window.
    pub(super) fn close(&self) -> Result<()> {
        self.here("DELETE", "", &Value::Null).map(drop)
    }

    fn here(&self, method: &str, path: &str, wish: &Value) -> Result<Value> {
        self.ask(method, &format!("{}{path}", self.id), wish)
    }

    fn ask(&self, method: &str, path: &str, wish: &Value) -> Result<Value> {
        let asked = self.runtime.block_on(self.exchange(method, path, wish));
        let mut answer = asked.with_context(|| format!("asking the driver {method} {path}"))?;
        let value = answer["value"].take();
        if let Some(fault) = value.get("error").and_then(Value::as_str) {
            bail!("the driver says {fault}: {}", value["message"]);
        }
        Ok(value)
    }

    async fn exchange(&self, method: &str, path: &str, wish: &Value) -> Result<Value> {
        let address = ("127.0.0.1", self.port);
        let stream = TokioIo::new(TcpStream::connect(address).await?);
        let (mut sender, connection) = http1::handshake(stream).await?;
        let connection = tokio::spawn(connection);
        let body = if wish.is_null() {
            Bytes::new()
        } else {
            Bytes::from(wish.to_string())
        };
        let request = hyper::Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1")
            .header("content-type", "application/json; charset=utf-8")
            .body(Full::new(body))?;
        let response = sender.send_request(request).await?;
        let body = response.into_body().collect().await?.to_bytes();
        connection.abort();
        Ok(serde_json::from_slice(&body)?)
    }
}
