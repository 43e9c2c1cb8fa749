//! The command line of the upper-level server: `init`, `serve`, and the administrator's wishes.
//!
//! Every wish prints one line of JSON. It is done by the running server where one runs in the
//! folder, and by this process, under the folder's lock, where none does.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use clap::{Parser, Subcommand};
use district::admin::{AdminCommand, call, perform};
use district::files::{ServerFolder, found};
use fast_qr::QRBuilder;
use serde_json::{Value, json};

mod serve;
mod wish;

use self::wish::{AdminWish, administrative, authority_beside};

/// Máy chủ cấp trên của Trao Tay.
#[derive(Parser)]
#[command(name = "traotay-district", version)]
struct Line {
    #[command(subcommand)]
    wish: Wish,
}

#[derive(Subcommand)]
enum Wish {
    /// Makes a server's folder, and the authorities' folder beside it.
    Init {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Where desks will reach it.
        #[arg(long, default_value = "127.0.0.1:7443")]
        listen: String,
        /// The authorities' folder, to be taken offline; `DATA-authority` if not given.
        #[arg(long)]
        authority: Option<PathBuf>,
    },
    /// Serves desks until told to stop.
    Serve {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Another address than the one given to `init`; port 0 takes a free one.
        #[arg(long)]
        listen: Option<String>,
        /// Writes the address that was bound here once desks can connect.
        #[arg(long)]
        port_file: Option<PathBuf>,
    },
    #[command(flatten)]
    Admin(AdminWish),
}

fn main() -> anyhow::Result<()> {
    match Line::parse().wish {
        Wish::Init {
            data,
            listen,
            authority,
        } => {
            let authority = authority.unwrap_or_else(|| authority_beside(&data));
            let made = found(&data, &authority, &listen)?;
            print(&json!({
                "server": made.server.to_string(),
                "data": data,
                "authority": authority,
                "listen": listen,
            }))
        }
        Wish::Serve {
            data,
            listen,
            port_file,
        } => serve::serve(&data, listen, port_file),
        Wish::Admin(wish) => {
            let wants_drawing = wish.wants_drawing();
            let (data, command) = administrative(wish)?;
            let answer = ask(&data, command)?;
            let token = answer.get("token").and_then(Value::as_str);
            if let Some(token) = token.filter(|_| wants_drawing) {
                let drawing = drawing(token)?;
                writeln!(std::io::stderr(), "{drawing}").context("drawing the token")?;
            }
            print(&answer)
        }
    }
}

/// Asks the running server, or does it here while none runs.
fn ask(data: &Path, command: AdminCommand) -> anyhow::Result<Value> {
    let folder = ServerFolder::new(data);
    if let Some(answer) = call(&folder.socket(), &command)? {
        return Ok(answer?);
    }
    let _lock = folder.lock()?;
    let mut engine = serve::open_engine(&folder)?;
    let url = format!("https://{}", folder.read_text("listen")?);
    let done = perform(&mut engine, &folder, &url, command)?;
    folder.keep_anchor(&engine.anchor())?;
    Ok(done)
}

fn print(value: &Value) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{value}").context("writing the answer")
}

/// A text as a QR code in block characters. It goes beside the answer, which scripts read.
fn drawing(text: &str) -> anyhow::Result<String> {
    let code = QRBuilder::new(text).build();
    let code = code.map_err(|fault| anyhow!("the token fits in no QR code: {fault:?}"))?;
    Ok(code.to_str())
}

#[cfg(test)]
#[expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]
mod tests {
    use ledger::{Hash, ServerId, UnitId};
    use sync::token::EnrolmentToken;

    use super::drawing;

    /// Dots along a side of a module.
    const SCALE: usize = 4;

    /// The drawing as a terminal shows it, light blocks on a dark ground: two rows of modules to
    /// a line of text.
    fn photograph(drawn: &str) -> Vec<Vec<bool>> {
        let halves = |character| match character {
            ' ' => [false, false],
            '▀' => [true, false],
            '▄' => [false, true],
            '█' => [true, true],
            other => panic!("no block: {other:?}"),
        };
        let rows = drawn.lines().flat_map(|line| {
            [0, 1].map(|half| {
                line.chars()
                    .map(|character| halves(character)[half])
                    .collect()
            })
        });
        rows.collect()
    }

    fn read(drawn: &str) -> Vec<String> {
        let rows = photograph(drawn);
        let (width, height) = (rows[0].len(), rows.len());
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(width * SCALE, height * SCALE, |x, y| {
                if rows[y / SCALE][x / SCALE] { 255 } else { 0 }
            });
        let grids = image.detect_grids();
        grids.iter().map(|grid| grid.decode().unwrap().1).collect()
    }

    #[test]
    fn a_drawing_reads_back_as_the_token() {
        let token = EnrolmentToken {
            url: "https://huyen-mau.example.vn:7443".to_owned(),
            root_pin: [0x15; 32],
            secret: [0x2a; 16],
            commune_code: "01279".to_owned(),
            unit: UnitId::from_bytes([0x33; 16]),
            desk_no: 2,
            expires_at: 1_795_309_200_000_000,
            server: ServerId::from_bytes([0x44; 16]),
            root: Hash::of(&[b"root"]),
        };
        let token = token.to_text();
        assert_eq!(read(&drawing(&token).unwrap()), [token]);
    }
}
