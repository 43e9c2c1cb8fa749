//! `serve`: the running server, from the folder's lock to the last reply.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use district::admin::listen;
use district::database::Sqlite;
use district::engine::{Engine, Surroundings};
use district::files::{ServerFolder, write_text};
use district::http::{Limits, Reception, routes, serve as serve_desks};
use district::office::{Office, SystemSurroundings};
use district::tls::server_config;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Opens the engine over the folder's database.
pub(crate) fn open_engine(folder: &ServerFolder) -> anyhow::Result<Engine<Sqlite>> {
    let database = Sqlite::open(&folder.database())?;
    let around = Box::new(SystemSurroundings);
    let anchor = folder.anchor()?;
    Ok(Engine::open(
        database,
        folder.secrets()?,
        around,
        anchor.as_ref(),
    )?)
}

/// Serves desks until a signal to stop.
pub(crate) fn serve(
    data: &Path,
    address: Option<String>,
    port_file: Option<PathBuf>,
) -> anyhow::Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let folder = ServerFolder::new(data);
    let _lock = folder.lock()?;
    let engine = open_engine(&folder)?;
    folder.keep_anchor(&engine.anchor())?;
    let address = match address {
        Some(address) => address,
        None => folder.read_text("listen")?,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(folder, engine, &address, port_file))
}

async fn run(
    folder: ServerFolder,
    engine: Engine<Sqlite>,
    address: &str,
    port_file: Option<PathBuf>,
) -> anyhow::Result<()> {
    let tls = server_config(&folder.path(""))?;
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| format!("binding {address}"))?;
    let bound = listener.local_addr()?;
    let nonce_secret = SystemSurroundings.random();
    let office = Office::start(engine, folder.clone(), nonce_secret);
    let url = format!("https://{bound}");
    let administrators = tokio::spawn(listen(Arc::clone(&office), folder.clone(), url));
    let (stop, stopped) = watch::channel(false);
    let mut desks = tokio::spawn(serve_desks(
        listener,
        tls,
        routes(Reception::new(Arc::clone(&office))),
        Limits::of_process(),
        stopped,
    ));
    if let Some(port_file) = port_file {
        write_text(&port_file, &bound.to_string())?;
    }
    tracing::info!(%bound, "desks can connect");
    let ended = tokio::select! {
        asked = wait_for_end() => asked,
        () = office.ended() => Err(anyhow::anyhow!("the writer has stopped")),
        // A process that listens no longer must not look as if it did.
        listened = &mut desks => {
            listened?;
            Err(anyhow::anyhow!("the listener has stopped"))
        }
    };
    // When the listener has ended already, nobody hears this.
    let _heard = stop.send(true);
    if !desks.is_finished() {
        desks.await?;
    }
    administrators.abort();
    tokio::task::spawn_blocking(move || office.stop()).await?;
    ended
}

async fn wait_for_end() -> anyhow::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminated.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}
