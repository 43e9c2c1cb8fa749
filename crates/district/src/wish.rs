//! The administrator's wishes as the command line takes them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use data_encoding::BASE64;
use district::admin::{AdminCommand, DutyName, KindName, UnitKindName};
use district::files::{AuthorityFolder, ServerFolder, make_unit};

/// What an administrator can have done.
#[derive(Subcommand)]
pub(crate) enum AdminWish {
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

/// Turns a wish into the command that the engine's owner performs.
pub(crate) fn administrative(wish: AdminWish) -> anyhow::Result<(PathBuf, AdminCommand)> {
    Ok(match wish {
        wish @ AdminWish::AddUnit { .. } => add_unit(wish)?,
        AdminWish::AddPerson {
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
        AdminWish::EnrolToken {
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
        AdminWish::ListPending { data } => (data, AdminCommand::ListPending),
        AdminWish::ApproveDevice { data, words } => (data, AdminCommand::ApproveDevice { words }),
        AdminWish::RevokeDevice { data, device } => (data, AdminCommand::RevokeDevice { device }),
        AdminWish::Publish { data, kind, file } => {
            let body = std::fs::read(&file).with_context(|| format!("reading {file:?}"))?;
            (
                data,
                AdminCommand::Publish {
                    kind,
                    body: BASE64.encode(&body),
                },
            )
        }
        AdminWish::Status { data, .. } => (data, AdminCommand::Status),
    })
}

/// Makes the unit's key and certificate; entering it is the engine's.
fn add_unit(wish: AdminWish) -> anyhow::Result<(PathBuf, AdminCommand)> {
    let AdminWish::AddUnit {
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

/// Names the authorities' folder beside a server's.
pub(crate) fn authority_beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push("-authority");
    data.with_file_name(name)
}
