//! The proxy itself, over loopback: it carries bytes unchanged, and what it does to a connection it
//! does at exactly the byte that was asked for.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tests::proxy::{Deed, Direction, Mischief, Proxy};

/// Longest that a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a test waits to see that nothing comes.
const SILENCE: Duration = Duration::from_millis(150);

#[test]
fn bytes_come_through_unchanged_in_both_directions() {
    let (server, proxy) = echo_behind_proxy();
    let sent: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let mut client = connect(&proxy);
    let mut writer = client.try_clone().expect("a second handle");
    let copy = sent.clone();
    let writing = std::thread::spawn(move || {
        writer.write_all(&copy).expect("written");
        writer.shutdown(Shutdown::Write).expect("ended");
    });
    let mut received = Vec::new();
    client.read_to_end(&mut received).expect("read to the end");
    writing.join().expect("the writer ends");
    assert!(received == sent, "{} bytes came back", received.len());
    let traffic = proxy.traffic();
    assert_eq!((traffic.to_server, traffic.to_client), (200_000, 200_000));
    server.end();
}

#[test]
fn a_reply_is_cut_after_exactly_the_bytes_asked_for_with_a_proper_end() {
    let (server, proxy) = echo_behind_proxy();
    for after in [0, 1, 7, 4_096] {
        proxy.add_next(mischief(Direction::ToClient, after, Deed::Finish));
        let mut client = connect(&proxy);
        client.write_all(&[5; 8_192]).expect("written");
        let mut received = Vec::new();
        client
            .read_to_end(&mut received)
            .expect("a proper end is no error");
        assert_eq!(received.len() as u64, after);
    }
    server.end();
}

#[test]
fn a_request_is_cut_after_exactly_the_bytes_asked_for() {
    let (server, proxy) = echo_behind_proxy();
    for deed in [Deed::Finish, Deed::HalfClose] {
        proxy.add_next(mischief(Direction::ToServer, 1_000, deed));
        let mut client = connect(&proxy);
        client.write_all(&[5; 4_000]).expect("written");
        let mut received = Vec::new();
        let _end_or_reset = client.read_to_end(&mut received);
        assert!(
            received.len() <= 1_000,
            "the server saw more than came through"
        );
        if deed == Deed::HalfClose {
            assert_eq!(received.len(), 1_000, "the other direction goes on");
        }
    }
    assert_eq!(proxy.traffic().to_server, 2_000);
    server.end();
}

#[test]
fn a_reset_is_seen_as_a_reset() {
    let (server, proxy) = echo_behind_proxy();
    proxy.add_next(mischief(Direction::ToServer, 10, Deed::Reset));
    let mut client = connect(&proxy);
    client.write_all(&[5; 10]).expect("written");
    let fault = client.read_to_end(&mut Vec::new()).expect_err("a reset");
    assert_eq!(fault.kind(), ErrorKind::ConnectionReset);
    server.end();
}

#[test]
fn a_stalled_line_is_silent_until_it_is_cut() {
    let (server, proxy) = echo_behind_proxy();
    proxy.add_next(mischief(Direction::ToClient, 3, Deed::Stall));
    let mut client = connect(&proxy);
    client.write_all(&[5; 100]).expect("written");
    let mut three = [0; 3];
    client.read_exact(&mut three).expect("what came through");
    client.set_read_timeout(Some(SILENCE)).expect("a timeout");
    let silence = client.read(&mut three).expect_err("nothing comes");
    assert!(matches!(
        silence.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut
    ));
    client.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    proxy.cut_all();
    let fault = client.read(&mut three).expect_err("a reset");
    assert_eq!(fault.kind(), ErrorKind::ConnectionReset);
    server.end();
}

#[test]
fn a_delayed_line_goes_on_with_the_byte_after() {
    let (server, proxy) = echo_behind_proxy();
    proxy.set_every(Some(mischief(Direction::ToClient, 2, Deed::Delay(SILENCE))));
    let mut client = connect(&proxy);
    client.write_all(b"abcdef").expect("written");
    client.shutdown(Shutdown::Write).expect("ended");
    let mut received = String::new();
    client.read_to_string(&mut received).expect("read");
    assert_eq!(received, "abcdef");
    server.end();
}

#[test]
fn a_pulled_plug_refuses_and_a_moved_server_is_found_again() {
    let (first, proxy) = echo_behind_proxy();
    let mut open = connect(&proxy);
    open.write_all(b"x").expect("written");
    open.read_exact(&mut [0]).expect("answered");
    proxy.pull();
    assert!(open.read_exact(&mut [0]).is_err(), "what was open is cut");
    let mut refused = connect(&proxy);
    assert!(
        refused.read_exact(&mut [0]).is_err(),
        "what comes is refused"
    );
    first.end();
    let second = Echo::start();
    proxy.set_upstream(second.address);
    proxy.plug();
    let mut client = connect(&proxy);
    client.write_all(b"y").expect("written");
    let mut answer = [0];
    client.read_exact(&mut answer).expect("answered");
    assert_eq!(&answer, b"y");
    drop(client);
    second.end();
}

#[test]
fn mischief_waits_for_its_connection_and_spares_the_next() {
    let (server, proxy) = echo_behind_proxy();
    proxy.add_next(mischief(Direction::ToClient, 0, Deed::Finish));
    let answers: Vec<usize> = (0..2)
        .map(|_| {
            let mut client = connect(&proxy);
            client.write_all(b"z").expect("written");
            client.shutdown(Shutdown::Write).expect("ended");
            let mut received = Vec::new();
            client.read_to_end(&mut received).expect("read");
            received.len()
        })
        .collect();
    assert_eq!(answers, [0, 1]);
    assert_eq!(proxy.traffic().connections, 2);
    server.end();
}

fn mischief(direction: Direction, after: u64, deed: Deed) -> Mischief {
    Mischief {
        direction,
        after,
        deed,
    }
}

fn connect(proxy: &Proxy) -> TcpStream {
    let client = TcpStream::connect(proxy.address()).expect("the proxy accepts");
    client.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    client
}

fn echo_behind_proxy() -> (Echo, Proxy) {
    let server = Echo::start();
    let proxy = Proxy::start(server.address).expect("the proxy starts");
    (server, proxy)
}

/// A server that sends back what it gets.
struct Echo {
    address: SocketAddr,
    ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Echo {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let ended = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&ended);
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if is_over.load(Ordering::SeqCst) {
                    break;
                }
                std::thread::spawn(move || echo(&stream));
            }
        });
        Self {
            address,
            ended,
            thread,
        }
    }

    /// Stops accepting; connections that are open end with their clients.
    fn end(self) {
        self.ended.store(true, Ordering::SeqCst);
        let _knock = TcpStream::connect(self.address);
        self.thread.join().expect("the server ends");
    }
}

fn echo(stream: &TcpStream) {
    let (mut from, mut to) = (stream, stream);
    // Clients reset their connections here on purpose.
    let _cut = std::io::copy(&mut from, &mut to);
    let _cut = stream.shutdown(Shutdown::Write);
}
