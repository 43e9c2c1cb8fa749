//! The command line of the upper-level server: `init`, `serve`, and the administrator's wishes.
//!
//! Every wish prints one line of JSON. It is done by the running server where one runs in the
//! folder, and by this process, under the folder's lock, where none does.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use data_encoding::BASE64;
use district::admin::{AdminCommand, DutyName, KindName, UnitKindName, call, perform};
use district::files::{AuthorityFolder, ServerFolder, found, make_unit};
use serde_json::{Value, json};

mod serve;

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
    /// Adds an office; needs two of the authorities' keys.
    AddUnit {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// The authorities' folder; `DATA-authority` if not given.
        #[arg(long)]
        authority: Option<PathBuf>,
        /// Its id, hexadecimal; drawn if not given.
        #[arg(long)]
        id: Option<String>,
        /// What it is.
        #[arg(long)]
        kind: UnitKindName,
        /// Full name, as printed.
        #[arg(long)]
        name: String,
        /// Name for narrow places; the full name if not given.
        #[arg(long)]
        short_name: Option<String>,
        /// The commune's five digits.
        #[arg(long)]
        commune_code: String,
        /// The commune, as printed.
        #[arg(long)]
        commune_name: String,
        /// The province, as printed.
        #[arg(long)]
        province_name: String,
        /// First group of the local dossier code.
        #[arg(long, default_value = "")]
        code_prefix: String,
    },
    /// Adds a person; prints her one-time code.
    AddPerson {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Where she is employed.
        #[arg(long)]
        unit: String,
        /// Full name.
        #[arg(long)]
        name: String,
        /// Her duty.
        #[arg(long)]
        duty: DutyName,
        /// Where the duty is, if not where she is employed.
        #[arg(long)]
        duty_unit: Option<String>,
        /// Number of the decision.
        #[arg(long)]
        decision_no: String,
    },
    /// Makes a token for a new desk.
    EnrolToken {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its office.
        #[arg(long)]
        unit: String,
        /// Its number within the commune, 1 to 9.
        #[arg(long)]
        desk_no: u8,
        /// Another office whose staff may sign in there; may be repeated.
        #[arg(long)]
        shared_with: Vec<String>,
        /// How many minutes it is good.
        #[arg(long, default_value_t = 60)]
        good_for_minutes: u32,
        /// Address that the desk shall use, if not the one that the server listens on.
        #[arg(long)]
        url: Option<String>,
    },
    /// Lists desks whose six words were not compared yet.
    ListPending {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
    },
    /// Lets in the desk that shows these six words.
    ApproveDevice {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// The six words, with blanks between.
        #[arg(long)]
        words: String,
    },
    /// Takes writing and reading from a device.
    RevokeDevice {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its id.
        #[arg(long)]
        device: String,
    },
    /// Publishes a file.
    Publish {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// What it is about.
        #[arg(long)]
        kind: KindName,
        /// The file.
        #[arg(long)]
        file: PathBuf,
    },
    /// Says how the server stands.
    Status {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Kept for scripts; the answer is always JSON.
        #[arg(long)]
        json: bool,
    },
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
        wish => {
            let (data, command) = administrative(wish)?;
            print(&ask(&data, command)?)
        }
    }
}

/// Turns a wish into the command that the engine's owner performs.
fn administrative(wish: Wish) -> anyhow::Result<(PathBuf, AdminCommand)> {
    Ok(match wish {
        wish @ Wish::AddUnit { .. } => add_unit(wish)?,
        Wish::AddPerson {
            data,
            unit,
            name,
            duty,
            duty_unit,
            decision_no,
        } => (
            data,
            AdminCommand::AddPerson {
                unit,
                name,
                duty,
                duty_unit,
                decision_no,
            },
        ),
        Wish::EnrolToken {
            data,
            unit,
            desk_no,
            shared_with,
            good_for_minutes,
            url,
        } => (
            data,
            AdminCommand::EnrolToken {
                unit,
                desk_no,
                shared_with,
                good_for_minutes,
                url,
            },
        ),
        Wish::ListPending { data } => (data, AdminCommand::ListPending),
        Wish::ApproveDevice { data, words } => (data, AdminCommand::ApproveDevice { words }),
        Wish::RevokeDevice { data, device } => (data, AdminCommand::RevokeDevice { device }),
        Wish::Publish { data, kind, file } => {
            let body = std::fs::read(&file).with_context(|| format!("reading {file:?}"))?;
            (
                data,
                AdminCommand::Publish {
                    kind,
                    body: BASE64.encode(&body),
                },
            )
        }
        Wish::Status { data, .. } => (data, AdminCommand::Status),
        Wish::Init { .. } | Wish::Serve { .. } => bail!("not an administrator's wish"),
    })
}

/// Makes the unit's key and certificate; entering it is the engine's.
fn add_unit(wish: Wish) -> anyhow::Result<(PathBuf, AdminCommand)> {
    let Wish::AddUnit {
        data,
        authority,
        id,
        kind,
        name,
        short_name,
        commune_code,
        commune_name,
        province_name,
        code_prefix,
    } = wish
    else {
        bail!("not a unit");
    };
    let authorities = AuthorityFolder::open(&authority.unwrap_or_else(|| authority_beside(&data)))?;
    let unit = match id {
        Some(id) => id.parse().context("the unit's id")?,
        None => district::files::draw_unit()?,
    };
    make_unit(&ServerFolder::new(&data), &authorities, unit)?;
    let command = AdminCommand::AddUnit {
        unit: unit.to_string(),
        kind,
        short_name: short_name.unwrap_or_else(|| name.clone()),
        name,
        commune_code,
        commune_name,
        province_name,
        code_prefix,
    };
    Ok((data, command))
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
    folder.put_anchor(&engine.anchor())?;
    Ok(done)
}

fn authority_beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push("-authority");
    data.with_file_name(name)
}

fn print(value: &Value) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{value}").context("writing the answer")
}
