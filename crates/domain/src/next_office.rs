//! To which office a dossier's papers go next, as far as a rule knows it.
//!
//! What the postal point took in goes to the One-stop; what the citizen wants back by post goes to
//! the postal point. Everything else is the clerk's choice: nothing is guessed, and a commune with
//! two offices of the kind gives no answer.

use crate::event::ReturnChannel;
use crate::id::UnitId;
use crate::roster::{Roster, UnitKind};

/// What the rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The office that holds the papers.
    pub held_by: UnitId,
    /// The office that received the dossier, where that is known here.
    pub received_by: Option<UnitId>,
    /// How the citizen wants the result.
    pub return_channel: ReturnChannel,
}

/// Gives the office that the papers go to next.
#[must_use]
pub fn next_office(standing: Standing, roster: &Roster) -> Option<UnitId> {
    let here = roster.find_unit(standing.held_by)?;
    let wanted = match here.kind {
        UnitKind::Post if standing.received_by == Some(here.id) => UnitKind::OneStop,
        UnitKind::OneStop if standing.return_channel == ReturnChannel::Post => UnitKind::Post,
        UnitKind::OneStop | UnitKind::Post | UnitKind::Agency => return None,
    };
    let mut offices = roster
        .units
        .iter()
        .filter(|unit| unit.kind == wanted && unit.commune_code == here.commune_code);
    match (offices.next(), offices.next()) {
        (Some(only), None) => Some(only.id),
        (None | Some(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::Unit;

    const CENTRE: UnitId = UnitId::from_bytes([1; 16]);
    const POST: UnitId = UnitId::from_bytes([2; 16]);
    const OFFICE: UnitId = UnitId::from_bytes([3; 16]);
    const POST_ELSEWHERE: UnitId = UnitId::from_bytes([4; 16]);
    const SECOND_POST: UnitId = UnitId::from_bytes([5; 16]);

    fn unit(id: UnitId, kind: UnitKind, commune: &str) -> Unit {
        Unit {
            id,
            kind,
            name: String::new(),
            short_name: String::new(),
            commune_code: commune.to_owned(),
            commune_name: String::new(),
            province_name: String::new(),
            dossier_code_prefix: String::new(),
        }
    }

    fn commune() -> Roster {
        Roster {
            units: vec![
                unit(POST_ELSEWHERE, UnitKind::Post, "01354"),
                unit(CENTRE, UnitKind::OneStop, "01351"),
                unit(POST, UnitKind::Post, "01351"),
                unit(OFFICE, UnitKind::Agency, "01351"),
            ],
            ..Roster::default()
        }
    }

    #[test]
    fn papers_go_where_the_rule_says_and_nowhere_else() {
        use ReturnChannel::{Counter, Electronic, Post};
        let table = [
            (CENTRE, Some(CENTRE), Post, Some(POST)),
            (CENTRE, Some(CENTRE), Counter, None),
            (CENTRE, Some(CENTRE), Electronic, None),
            (CENTRE, None, Post, Some(POST)),
            (POST, Some(POST), Counter, Some(CENTRE)),
            (POST, Some(POST), Post, Some(CENTRE)),
            // The result lies at the postal point: the citizen is next, and she is no office.
            (POST, Some(CENTRE), Post, None),
            (OFFICE, Some(CENTRE), Post, None),
            (UnitId::from_bytes([9; 16]), None, Post, None),
        ];
        for (held_by, received_by, return_channel, expected) in table {
            let standing = Standing {
                held_by,
                received_by,
                return_channel,
            };
            assert_eq!(next_office(standing, &commune()), expected, "{standing:?}");
        }
    }

    #[test]
    fn two_postal_points_in_one_commune_leave_the_choice_to_the_clerk() {
        let mut roster = commune();
        roster
            .units
            .push(unit(SECOND_POST, UnitKind::Post, "01351"));
        let standing = Standing {
            held_by: CENTRE,
            received_by: Some(CENTRE),
            return_channel: ReturnChannel::Post,
        };
        assert_eq!(next_office(standing, &roster), None);
    }
}
