//! Doing what the administrator wishes, on the one engine there is.

use data_encoding::BASE64;
use domain::roster::{Duty, Unit, UnitKind};
use ledger::id::{DeviceId, PersonId, UnitId};
use ledger::publication::PublicationKind;
use serde_json::{Value, json};
use sync::token::EnrolmentToken;

use super::{AdminCommand, AdminFault, DutyName, KindName, OwnDutyNamed, UnitKindName};
use crate::database::{Database, DatabaseFault, DeviceState, OwnDuty, UnitRow};
use crate::engine::{Engine, EnrolRefusal, NewPerson, NewToken, assignment, domain_unit};
use crate::files::{FolderFault, ServerFolder};
use crate::tls;

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// Does one wish. `url` is where the server listens.
///
/// # Errors
/// Why it was not done; nothing was changed then.
pub fn perform<D: Database>(
    engine: &mut Engine<D>,
    folder: &ServerFolder,
    url: &str,
    command: AdminCommand,
) -> Result<Value, AdminFault> {
    match command {
        command @ AdminCommand::AddUnit { .. } => add_unit(engine, folder, command),
        command @ (AdminCommand::AddPerson { .. }
        | AdminCommand::AssignDuty { .. }
        | AdminCommand::EndDuty { .. }
        | AdminCommand::IssueCode { .. }) => about_person(engine, command),
        AdminCommand::EnrolToken {
            unit,
            desk_no,
            shared_with,
            good_for_minutes,
            url: own,
        } => {
            let shared_with = shared_with.iter().map(|named| unit_named(named));
            let new = NewToken {
                unit: unit_named(&unit)?,
                desk_no,
                shared_with: shared_with.collect::<Result<_, _>>()?,
                good_for: i64::from(good_for_minutes).saturating_mul(MINUTE),
            };
            let url = own.unwrap_or_else(|| url.to_owned());
            issue_token(engine, folder, &url, &new)
        }
        AdminCommand::ListPending => Ok(list_pending(engine)),
        AdminCommand::ApproveDevice { words } => {
            let words: Vec<&str> = words.split_whitespace().collect();
            let device = settled(engine.approve(&words))?;
            Ok(json!({ "device": device.device.to_string(), "desk_no": device.desk_no }))
        }
        AdminCommand::RejectDevice { device } => {
            let device = device_named(&device)?;
            settled(engine.reject(device)).map(|()| json!({ "device": device.to_string() }))
        }
        AdminCommand::RevokeDevice { device } => {
            let device = device_named(&device)?;
            settled(engine.revoke(device)).map(|()| json!({ "device": device.to_string() }))
        }
        AdminCommand::Publish { kind, body } => {
            let body = BASE64
                .decode(body.as_bytes())
                .map_err(|_| malformed("body"))?;
            let version = engine
                .publish(publication_kind(kind), body)
                .map_err(failed)?;
            Ok(json!({ "version": version }))
        }
        AdminCommand::Status => status(engine, url),
    }
}

fn about_person<D: Database>(
    engine: &mut Engine<D>,
    command: AdminCommand,
) -> Result<Value, AdminFault> {
    match command {
        AdminCommand::AddPerson {
            unit,
            name,
            duty,
            duty_unit,
            decision_no,
        } => {
            let unit = unit_named(&unit)?;
            let duty_unit = duty_unit.map_or(Ok(unit), |named| unit_named(&named))?;
            let duties = vec![assignment(
                duty_of(duty),
                duty_unit,
                decision_no,
                engine.now(),
            )];
            let new = NewPerson { name, unit, duties };
            let (person, code) = settled(engine.add_person(&new))?;
            Ok(json!({ "person_id": person.to_string(), "code": code }))
        }
        AdminCommand::AssignDuty { own, decision_no } => {
            let own = own_duty(&own)?;
            settled(engine.assign_duty(own, decision_no))?;
            Ok(json!({ "person_id": own.person.to_string() }))
        }
        AdminCommand::EndDuty { own } => {
            let own = own_duty(&own)?;
            settled(engine.end_duty(own))?;
            Ok(json!({ "person_id": own.person.to_string() }))
        }
        AdminCommand::IssueCode { person } => {
            let person = person_named(&person)?;
            let code = settled(engine.reissue_code(person))?;
            Ok(json!({ "person_id": person.to_string(), "code": code }))
        }
        AdminCommand::AddUnit { .. }
        | AdminCommand::EnrolToken { .. }
        | AdminCommand::ListPending
        | AdminCommand::ApproveDevice { .. }
        | AdminCommand::RejectDevice { .. }
        | AdminCommand::RevokeDevice { .. }
        | AdminCommand::Publish { .. }
        | AdminCommand::Status => Err(malformed("command")),
    }
}

fn add_unit<D: Database>(
    engine: &mut Engine<D>,
    folder: &ServerFolder,
    command: AdminCommand,
) -> Result<Value, AdminFault> {
    let AdminCommand::AddUnit {
        unit,
        kind,
        name,
        short_name,
        commune_code,
        commune_name,
        province_name,
        code_prefix,
    } = command
    else {
        return Err(malformed("command"));
    };
    let id = unit_named(&unit)?;
    let (key, certificate) = folder.unit_key(id).map_err(|fault| folder_failed(&fault))?;
    let unit = Unit {
        id: domain_unit(id),
        kind: match kind {
            UnitKindName::OneStop => UnitKind::OneStop,
            UnitKindName::Post => UnitKind::Post,
            UnitKindName::Agency => UnitKind::Agency,
        },
        name,
        short_name,
        commune_code,
        commune_name,
        province_name,
        dossier_code_prefix: code_prefix,
    };
    let row = UnitRow {
        unit,
        certificate: certificate.encode(),
    };
    engine.add_unit(&row, key).map_err(failed)?;
    Ok(json!({ "unit_id": id.to_string() }))
}

fn issue_token<D: Database>(
    engine: &mut Engine<D>,
    folder: &ServerFolder,
    url: &str,
    new: &NewToken,
) -> Result<Value, AdminFault> {
    let root_pin =
        tls::read_pin(&folder.path("")).map_err(|fault| AdminFault::Failed(fault.to_string()))?;
    let commune_code = engine
        .registry()
        .find_unit(new.unit)
        .map(|row| row.unit.commune_code.clone())
        .ok_or_else(|| malformed("unit"))?;
    let (secret, expires_at) = settled(engine.issue_token(new))?;
    let token = EnrolmentToken {
        url: url.to_owned(),
        root_pin,
        secret,
        commune_code,
        unit: new.unit,
        desk_no: new.desk_no,
        expires_at,
        server: engine.secrets().keys().server,
        root: engine.secrets().authority.id(),
    };
    Ok(json!({ "token": token.to_text(), "url": url, "expires_at": expires_at }))
}

fn list_pending<D: Database>(engine: &Engine<D>) -> Value {
    let pending = engine.list_pending().into_iter().map(|(row, words)| {
        json!({
            "device": row.device.to_string(),
            "unit_id": row.unit.to_string(),
            "desk_no": row.desk_no,
            "words": words.join(" "),
            "asked_at": row.since,
        })
    });
    json!({ "pending": pending.collect::<Vec<_>>() })
}

fn status<D: Database>(engine: &Engine<D>, url: &str) -> Result<Value, AdminFault> {
    let anchor = engine.anchor();
    let verified_at = engine
        .database()
        .read(|tx| tx.safe_verified_at())
        .map_err(failed)?;
    let publications = engine
        .database()
        .read(|tx| tx.list_publications())
        .map_err(failed)?;
    let mut feeds = Vec::new();
    for unit in engine.registry().units() {
        let id = UnitId::from_bytes(*unit.unit.id.as_bytes());
        let head = engine
            .database()
            .read(|tx| tx.feed_head(id))
            .map_err(failed)?;
        let position = head.map_or(0, |row| row.position);
        feeds.push(
            json!({ "unit_id": id.to_string(), "name": unit.unit.name, "position": position }),
        );
    }
    let devices = engine.registry().devices().filter(|row| row.desk_no > 0);
    let devices = devices.map(|row| {
        json!({
            "device": row.device.to_string(),
            "unit_id": row.unit.to_string(),
            "desk_no": row.desk_no,
            "state": state_name(row.state),
        })
    });
    let publications = publications
        .iter()
        .map(|(kind, version)| json!([kind.code(), version]));
    Ok(json!({
        "server": engine.secrets().keys().server.to_string(),
        "url": url,
        "epoch": anchor.epoch.to_string(),
        "log_size": anchor.size,
        "log_root": anchor.root.to_string(),
        "backup": verified_at.map_or_else(|| json!("none"), |at| json!({ "verified_at": at })),
        "devices": devices.collect::<Vec<_>>(),
        "feeds": feeds,
        "publications": publications.collect::<Vec<_>>(),
    }))
}

const fn state_name(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Pending => "pending",
        DeviceState::Enrolled => "enrolled",
        DeviceState::Revoked => "revoked",
        DeviceState::Rejected => "rejected",
    }
}

const fn duty_of(name: DutyName) -> Duty {
    match name {
        DutyName::OneStopReception => Duty::OneStopReception,
        DutyName::Postal => Duty::Postal,
        DutyName::Supervision => Duty::Supervision,
    }
}

fn own_duty(named: &OwnDutyNamed) -> Result<OwnDuty, AdminFault> {
    Ok(OwnDuty {
        person: person_named(&named.person)?,
        duty: duty_of(named.duty),
        unit: unit_named(&named.unit)?,
    })
}

fn device_named(text: &str) -> Result<DeviceId, AdminFault> {
    text.parse().map_err(|_| malformed("device"))
}

fn person_named(text: &str) -> Result<PersonId, AdminFault> {
    text.parse().map_err(|_| malformed("person"))
}

const fn publication_kind(kind: KindName) -> PublicationKind {
    match kind {
        KindName::Catalogue => PublicationKind::Catalogue,
        KindName::Holidays => PublicationKind::Holidays,
    }
}

fn unit_named(text: &str) -> Result<UnitId, AdminFault> {
    text.parse().map_err(|_| malformed("unit"))
}

fn malformed(what: &str) -> AdminFault {
    AdminFault::Malformed(what.to_owned())
}

fn failed(fault: DatabaseFault) -> AdminFault {
    AdminFault::Failed(fault.to_string())
}

fn folder_failed(fault: &FolderFault) -> AdminFault {
    AdminFault::Failed(fault.to_string())
}

fn settled<T>(done: Result<Result<T, EnrolRefusal>, DatabaseFault>) -> Result<T, AdminFault> {
    done.map_err(failed)?
        .map_err(|refusal| AdminFault::Refused(refusal.to_string()))
}
