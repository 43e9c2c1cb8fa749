//! A line between a desk and its server that can be cut at any byte: with an end, with a reset, by
//! silence; a line that is slow, half closed, or down altogether.
//!
//! The proxy keeps its address when the server behind it is restarted on another port. It knows
//! nothing of what it carries.

mod link;

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::watch;

/// Which way bytes flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the one who called.
    ToServer,
    /// Back to the one who called.
    ToClient,
}

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Both ends see a proper end; whatever they still send is thrown away.
    Finish,
    /// Both ends see a reset.
    Reset,
    /// Nothing more comes through either way, and nobody is told.
    Stall,
    /// The receiver sees a proper end; the other direction goes on.
    HalfClose,
    /// It pauses once, then goes on.
    Delay(Duration),
}

/// A deed at a byte: exactly `after` bytes of that direction come through before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mischief {
    /// The direction whose bytes are counted.
    pub direction: Direction,
    /// How many bytes come through.
    pub after: u64,
    /// What happens then.
    pub deed: Deed,
}

/// What has come through since the proxy was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Connections that were accepted.
    pub connections: u64,
    /// Bytes handed on to the server.
    pub to_server: u64,
    /// Bytes handed on to the client.
    pub to_client: u64,
}

/// A running proxy; dropping it resets what is open.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    /// Counts the cuts of the whole line; closing it ends the proxy.
    cuts: Option<watch::Sender<u64>>,
    thread: Option<JoinHandle<()>>,
}

/// What the proxy's thread and its owner both see.
#[derive(Debug)]
struct Shared(Mutex<Line>);

#[derive(Debug)]
struct Line {
    upstream: SocketAddr,
    is_down: bool,
    every: Option<Mischief>,
    next: VecDeque<Mischief>,
    traffic: Traffic,
}

impl Proxy {
    /// Starts a proxy on a free port of the loopback.
    ///
    /// # Errors
    /// When no port or no thread can be had.
    pub fn start(upstream: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared(Mutex::new(Line {
            upstream,
            is_down: false,
            every: None,
            next: VecDeque::new(),
            traffic: Traffic::default(),
        })));
        let (cuts, watched) = watch::channel(0);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let carried = Arc::clone(&shared);
        let carry = move || runtime.block_on(link::accept(listener, carried, watched));
        let thread = std::thread::Builder::new()
            .name("proxy".to_owned())
            .spawn(carry)?;
        Ok(Self {
            address,
            shared,
            cuts: Some(cuts),
            thread: Some(thread),
        })
    }

    /// Where to connect in place of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sends later connections to a server that has moved.
    pub fn set_upstream(&self, upstream: SocketAddr) {
        self.shared.line().upstream = upstream;
    }

    /// Lets this happen to every later connection that nothing else was meant for.
    pub fn set_every(&self, mischief: Option<Mischief>) {
        self.shared.line().every = mischief;
    }

    /// Lets this happen to the next connection; several wait for one connection each.
    pub fn add_next(&self, mischief: Mischief) {
        self.shared.line().next.push_back(mischief);
    }

    /// Pulls the plug: what is open is reset, what comes is refused.
    pub fn pull(&self) {
        self.shared.line().is_down = true;
        self.cut_all();
    }

    /// Puts the plug back in.
    pub fn plug(&self) {
        self.shared.line().is_down = false;
    }

    /// Resets what is open; later connections come through.
    pub fn cut_all(&self) {
        if let Some(cuts) = &self.cuts {
            cuts.send_modify(|count| *count += 1);
        }
    }

    /// What has come through.
    pub fn traffic(&self) -> Traffic {
        self.shared.line().traffic
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cuts = None;
        if let Some(thread) = self.thread.take() {
            // A panic in there has been printed; the test that lost its line fails by itself.
            let _ended = thread.join();
        }
    }
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection, says where it goes and what happens to it; `None` when refused.
    fn admit(&self) -> Option<(SocketAddr, Option<Mischief>)> {
        let mut line = self.line();
        line.traffic.connections += 1;
        if line.is_down {
            return None;
        }
        let mischief = line.next.pop_front().or(line.every);
        Some((line.upstream, mischief))
    }

    fn carried(&self, direction: Direction, bytes: u64) {
        let traffic = &mut self.line().traffic;
        match direction {
            Direction::ToServer => traffic.to_server += bytes,
            Direction::ToClient => traffic.to_client += bytes,
        }
    }
}
