//! Provinces and communes as they stand since 1 July 2025, by the codes of Quyết định
//! 19/2025/QĐ-TTg.
//!
//! Two levels, and the number of units is data. The whole country comes by publication; what ships
//! are all provinces and the communes of the demonstration province.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::number::CommuneCode;
use crate::table::{RowFault, RowProblem, read_rows};

const SHIPPED_PROVINCES: &str = include_str!("../data/provinces.csv");
const SHIPPED_COMMUNES: &str = include_str!("../data/communes.csv");

/// What kind of unit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminUnitKind {
    /// Tỉnh.
    Province,
    /// Thành phố, of the level of a province.
    City,
    /// Xã.
    Commune,
    /// Phường.
    Ward,
    /// Đặc khu.
    SpecialZone,
}

impl AdminUnitKind {
    /// Names the kind as it stands before a unit's name.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Province => "tỉnh",
            Self::City => "thành phố",
            Self::Commune => "xã",
            Self::Ward => "phường",
            Self::SpecialZone => "đặc khu",
        }
    }
}

/// A province or a city of that level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    /// Two digits.
    pub code: String,
    /// «Cao Bằng».
    pub name: String,
    /// Tỉnh or thành phố.
    pub kind: AdminUnitKind,
    /// The day its code, name and kind took effect.
    pub valid_from: NaiveDate,
}

/// A commune, ward or special zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commune {
    /// Five digits.
    pub code: CommuneCode,
    /// «Hưng Đạo».
    pub name: String,
    /// Xã, phường or đặc khu.
    pub kind: AdminUnitKind,
    /// The code of its province.
    pub province_code: String,
    /// The day its code, name and kind took effect.
    pub valid_from: NaiveDate,
}

/// The administrative units a desk knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdminUnits {
    provinces: BTreeMap<String, Province>,
    communes: BTreeMap<CommuneCode, Commune>,
}

impl AdminUnits {
    /// Gives the units that ship: every province, and the communes of Cao Bằng.
    #[must_use]
    pub fn shipped() -> Self {
        Self::from_csv(SHIPPED_PROVINCES, SHIPPED_COMMUNES).0
    }

    /// Reads units from their two tables, and gives the rows that were left out.
    #[must_use]
    pub fn from_csv(provinces: &str, communes: &str) -> (Self, Vec<RowFault>) {
        let mut units = Self::default();
        let columns = ["code", "name", "kind", "valid_from"];
        let mut faults = read_rows("provinces", provinces, &columns, |row| {
            let province = Province {
                code: row.read("code", province_code)?.to_owned(),
                name: row.filled("name")?.to_owned(),
                kind: row.read("kind", province_kind)?,
                valid_from: row.date("valid_from")?,
            };
            once(&mut units.provinces, province.code.clone(), province)
        });
        let columns = ["code", "name", "kind", "province_code", "valid_from"];
        faults.extend(read_rows("communes", communes, &columns, |row| {
            let province_code = row.filled("province_code")?;
            if !units.provinces.contains_key(province_code) {
                return Err(RowProblem::Unknown(province_code.to_owned()));
            }
            let commune = Commune {
                code: row.read("code", |text| text.parse().ok())?,
                name: row.filled("name")?.to_owned(),
                kind: row.read("kind", commune_kind)?,
                province_code: province_code.to_owned(),
                valid_from: row.date("valid_from")?,
            };
            once(&mut units.communes, commune.code, commune)
        }));
        (units, faults)
    }

    /// Finds a province by its two digits.
    #[must_use]
    pub fn find_province(&self, code: &str) -> Option<&Province> {
        self.provinces.get(code)
    }

    /// Lists the communes, by code.
    pub fn communes(&self) -> impl Iterator<Item = &Commune> {
        self.communes.values()
    }

    /// Writes where a commune lies: «xã Hưng Đạo, tỉnh Cao Bằng».
    #[must_use]
    pub fn describe(&self, commune: &Commune) -> String {
        let own = format!("{} {}", commune.kind.word(), commune.name);
        match self.find_province(&commune.province_code) {
            Some(province) => format!("{own}, {} {}", province.kind.word(), province.name),
            None => own,
        }
    }
}

fn once<K: Ord + ToString, V>(
    units: &mut BTreeMap<K, V>,
    code: K,
    unit: V,
) -> Result<(), RowProblem> {
    if units.contains_key(&code) {
        return Err(RowProblem::Repeated(code.to_string()));
    }
    units.insert(code, unit);
    Ok(())
}

fn province_code(text: &str) -> Option<&str> {
    let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(text)
}

fn province_kind(text: &str) -> Option<AdminUnitKind> {
    match text {
        "tinh" => Some(AdminUnitKind::Province),
        "thanh_pho" => Some(AdminUnitKind::City),
        _ => None,
    }
}

fn commune_kind(text: &str) -> Option<AdminUnitKind> {
    match text {
        "xa" => Some(AdminUnitKind::Commune),
        "phuong" => Some(AdminUnitKind::Ward),
        "dac_khu" => Some(AdminUnitKind::SpecialZone),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{AdminUnits, SHIPPED_COMMUNES, SHIPPED_PROVINCES};
    use crate::table::RowProblem;

    #[test]
    fn every_province_and_the_communes_of_one_are_shipped() {
        let (units, faults) = AdminUnits::from_csv(SHIPPED_PROVINCES, SHIPPED_COMMUNES);
        assert_eq!(faults, []);
        assert_eq!(units.provinces.len(), 34);
        assert_eq!(units.communes().count(), 56);
        assert!(
            units
                .communes()
                .all(|commune| commune.province_code == "04")
        );
        let code = "01351".parse().unwrap();
        let here = units
            .communes()
            .find(|commune| commune.code == code)
            .unwrap();
        assert_eq!(units.describe(here), "xã Hưng Đạo, tỉnh Cao Bằng");
        assert_eq!(units, AdminUnits::shipped());
    }

    #[test]
    fn bad_rows_are_named_and_the_others_are_kept() {
        let provinces = "code,name,kind,valid_from\n04,Cao Bằng,tinh,2025-07-01\n\
            4,Cao Bằng,tinh,2025-07-01\n04,Cao Bằng,tinh,2025-07-01\n05,X,huyen,2025-07-01\n";
        let communes = "code,name,kind,province_code,valid_from\n\
            01351,Hưng Đạo,xa,04,2025-07-01\n1351,Hưng Đạo,xa,04,2025-07-01\n\
            01354,Huy Giáp,xa,99,2025-07-01\n01360,,xa,04,2025-07-01\n\
            01363,Thông Nông,thon,04,2025-07-01\n01366,Cần Yên,xa,04,01/07/2025\n";
        let (units, faults) = AdminUnits::from_csv(provinces, communes);
        let faults: Vec<_> = faults.iter().map(|f| (f.table, f.line)).collect();
        assert_eq!(
            faults,
            [
                ("provinces", 3),
                ("provinces", 4),
                ("provinces", 5),
                ("communes", 3),
                ("communes", 4),
                ("communes", 5),
                ("communes", 6),
                ("communes", 7),
            ]
        );
        assert_eq!(units.communes().count(), 1);
        let (_, faults) = AdminUnits::from_csv(provinces, &communes.replace("1351", "01351"));
        assert!(
            faults
                .iter()
                .any(|f| matches!(f.problem, RowProblem::Repeated(_)))
        );
    }
}
