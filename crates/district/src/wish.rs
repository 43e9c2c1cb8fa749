//! The administrator's wishes as the command line takes them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use data_encoding::BASE64;
use district::admin::{AdminCommand, DutyName, KindName, OwnDutyNamed, UnitKindName};
use district::files::{AuthorityFolder, ServerFolder, make_unit};
use domain::calendar::CalendarTables;
use domain::catalogue::CatalogueTables;
use domain::published::{read_calendar, read_catalogue, write_calendar, write_catalogue};

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
    /// Gives a person a duty from now on.
    AssignDuty {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        own: OwnDutyNamed,
        /// Number of the decision.
        #[arg(long)]
        decision_no: String,
    },
    /// Ends a duty of a person with this moment.
    EndDuty {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        #[command(flatten)]
        own: OwnDutyNamed,
    },
    /// Gives a person another one-time code: for another desk, or because she forgot her PIN.
    IssueCode {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Her id.
        #[arg(long)]
        person: String,
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
        /// Draws the token as a QR code as well, for the desk's scanner.
        #[arg(long)]
        qr: bool,
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
    /// Sends away a desk that waits and shows other words than the list.
    RejectDevice {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// Its id.
        #[arg(long)]
        device: String,
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
    /// Publishes a file, or the tables of a folder.
    Publish {
        /// The server's folder.
        #[arg(long)]
        data: PathBuf,
        /// What it is about.
        #[arg(long)]
        kind: KindName,
        /// The file; for catalogue and holidays a folder with their tables as CSV.
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

impl AdminWish {
    /// Whether the token in the answer shall be drawn.
    pub(crate) const fn wants_drawing(&self) -> bool {
        matches!(self, Self::EnrolToken { qr: true, .. })
    }
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
        AdminWish::AssignDuty {
            data,
            own,
            decision_no,
        } => (data, AdminCommand::AssignDuty { own, decision_no }),
        AdminWish::EndDuty { data, own } => (data, AdminCommand::EndDuty { own }),
        AdminWish::IssueCode { data, person } => (data, AdminCommand::IssueCode { person }),
        AdminWish::EnrolToken {
            data,
            unit,
            desk_no,
            shared_with,
            good_for_minutes,
            url,
            qr: _,
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
        AdminWish::RejectDevice { data, device } => (data, AdminCommand::RejectDevice { device }),
        AdminWish::RevokeDevice { data, device } => (data, AdminCommand::RevokeDevice { device }),
        AdminWish::Publish { data, kind, file } => {
            let body = publication(kind, &file)?;
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

/// Reads what is to be published. Catalogue and calendar must be whole: a desk would keep the
/// former edition, and nobody would see it here.
fn publication(kind: KindName, path: &Path) -> anyhow::Result<Vec<u8>> {
    let table = |name: &str| {
        let path = path.join(name);
        std::fs::read_to_string(&path).with_context(|| format!("reading {path:?}"))
    };
    let body = match kind {
        KindName::Catalogue if path.is_dir() => write_catalogue(&CatalogueTables {
            procedures: &table("procedures.csv")?,
            times: &table("procedure_times.csv")?,
            papers: &table("procedure_papers.csv")?,
        }),
        KindName::Holidays if path.is_dir() => write_calendar(&CalendarTables {
            days: &table("holidays.csv")?,
            open: &table("holidays_unconfirmed.csv")?,
        }),
        KindName::Catalogue | KindName::Holidays => {
            std::fs::read(path).with_context(|| format!("reading {path:?}"))?
        }
    };
    match kind {
        KindName::Catalogue => drop(read_catalogue(&body).context("the catalogue")?),
        KindName::Holidays => drop(read_calendar(&body).context("the calendar")?),
    }
    Ok(body)
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_tables_of_a_folder_are_published_whole_or_not_at_all() {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/data");
        let body = publication(KindName::Catalogue, &shipped).unwrap();
        assert!(read_catalogue(&body).unwrap().procedures().count() > 80);
        assert!(publication(KindName::Holidays, &shipped).is_ok());

        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("holidays.csv"),
            "date,kind,name\n2027-13-01,OFF,?\n",
        )
        .unwrap();
        std::fs::write(
            folder.path().join("holidays_unconfirmed.csv"),
            "from,to,what\n",
        )
        .unwrap();
        let refused = publication(KindName::Holidays, folder.path()).unwrap_err();
        assert!(format!("{refused:#}").contains("line 2"), "{refused:#}");
        assert!(publication(KindName::Catalogue, folder.path()).is_err());
    }
}
