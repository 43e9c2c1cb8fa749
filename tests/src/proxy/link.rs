//! One connection through the proxy: two pumps, of which one may come to the byte where something
//! happens.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Deed, Direction, Mischief, Shared};

/// How much is carried at once.
const BUFFER_BYTES: usize = 16 * 1024;

/// Accepts connections until the owner of `cuts` is gone.
pub(super) async fn accept(
    listener: TcpListener,
    shared: Arc<Shared>,
    mut cuts: watch::Receiver<u64>,
) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let mut links = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((client, _)) = accepted else { continue };
                links.spawn(carry(client, Arc::clone(&shared), cuts.clone()));
            }
            changed = cuts.changed() => if changed.is_err() { break },
            Some(_ended) = links.join_next(), if !links.is_empty() => {}
        }
    }
    while links.join_next().await.is_some() {}
}

/// Carries one connection to its end.
async fn carry(client: TcpStream, shared: Arc<Shared>, mut cuts: watch::Receiver<u64>) {
    cuts.mark_unchanged();
    let Some((upstream, mischief)) = shared.admit() else {
        return reset(&[&client]);
    };
    let Ok(server) = TcpStream::connect(upstream).await else {
        return reset(&[&client]);
    };
    let mut ends = (client, server);
    let deed = tokio::select! {
        deed = pump_both(&mut ends, &shared, mischief) => deed,
        _cut = cuts.changed() => Some(Deed::Reset),
    };
    match deed {
        Some(Deed::Reset) => reset(&[&ends.0, &ends.1]),
        Some(Deed::Stall) => {
            let _until_cut = cuts.changed().await;
            reset(&[&ends.0, &ends.1]);
        }
        Some(Deed::Finish) => {
            tokio::select! {
                () = finish(&mut ends) => {}
                _cut = cuts.changed() => reset(&[&ends.0, &ends.1]),
            }
        }
        Some(Deed::HalfClose | Deed::Delay(_)) | None => {}
    }
}

/// Pumps both ways until both have ended, or one has come to a deed that concerns both.
async fn pump_both(
    (client, server): &mut (TcpStream, TcpStream),
    shared: &Shared,
    mischief: Option<Mischief>,
) -> Option<Deed> {
    let (from_client, to_client) = client.split();
    let (from_server, to_server) = server.split();
    let of = |direction| mischief.filter(|mischief| mischief.direction == direction);
    let up = pump(
        from_client,
        to_server,
        (shared, Direction::ToServer),
        of(Direction::ToServer),
    );
    let down = pump(
        from_server,
        to_client,
        (shared, Direction::ToClient),
        of(Direction::ToClient),
    );
    tokio::pin!(up, down);
    let (first, is_up) = tokio::select! {
        deed = &mut up => (deed, true),
        deed = &mut down => (deed, false),
    };
    match first {
        Ok(None) if is_up => down.await.unwrap_or(Some(Deed::Reset)),
        Ok(None) => up.await.unwrap_or(Some(Deed::Reset)),
        Ok(deed) => deed,
        // One end has reset the connection: the other one is told the same.
        Err(_) => Some(Deed::Reset),
    }
}

/// Carries one direction; `Some` is a deed that concerns the whole connection.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    (shared, direction): (&Shared, Direction),
    mut mischief: Option<Mischief>,
) -> io::Result<Option<Deed>> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut carried = 0_u64;
    loop {
        if let Some(due) = mischief.filter(|mischief| mischief.after == carried) {
            match due.deed {
                Deed::Delay(pause) => tokio::time::sleep(pause).await,
                Deed::HalfClose => break,
                deed @ (Deed::Finish | Deed::Reset | Deed::Stall) => return Ok(Some(deed)),
            }
            mischief = None;
        }
        let left = mischief.map_or(u64::MAX, |mischief| mischief.after - carried);
        let room = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = from.read(&mut buffer[..room]).await?;
        if read == 0 {
            break;
        }
        shared.carried(direction, read as u64);
        to.write_all(&buffer[..read]).await?;
        carried += read as u64;
    }
    to.shutdown().await?;
    Ok(None)
}

/// Ends both properly. What still comes is read and thrown away, because closing over unread bytes
/// would be a reset.
async fn finish((client, server): &mut (TcpStream, TcpStream)) {
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    // Either may be gone by now, which is an end as well.
    let _gone = tokio::join!(to_client.shutdown(), to_server.shutdown());
    let mut nowhere = (tokio::io::sink(), tokio::io::sink());
    let _gone = tokio::join!(
        tokio::io::copy(&mut from_client, &mut nowhere.0),
        tokio::io::copy(&mut from_server, &mut nowhere.1),
    );
}

/// Lets the streams end with a reset when they are dropped.
fn reset(ends: &[&TcpStream]) {
    for end in ends {
        // Refused only by a connection that is already gone.
        let _gone = end.set_zero_linger();
    }
}
