//! Rules as the upper level publishes them: the tables of one kind in one body.
//!
//! A body is taken whole or not at all: a catalogue that lost a row on the way would promise a
//! citizen less than was decided, and nobody would see it. Who signed it is not known here.

use minicbor::Decode;

use crate::calendar::{Calendar, CalendarTables};
use crate::catalogue::{Catalogue, CatalogueTables};
use crate::table::RowFault;

/// Why a published body is not put in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishedFault {
    /// The bytes are not the tables of this kind.
    #[error("not the tables of this kind")]
    NotTables,
    /// The tables are empty.
    #[error("the tables are empty")]
    Empty,
    /// A row cannot be read; the first one is named.
    #[error("{0}")]
    Row(#[from] RowFault),
}

/// Writes the body of a catalogue: a CBOR map of its three tables.
#[must_use]
pub fn write_catalogue(tables: &CatalogueTables<'_>) -> Vec<u8> {
    crate::event::encode(tables)
}

/// Reads the body of a published catalogue.
///
/// # Errors
/// It is not whole.
pub fn read_catalogue(body: &[u8]) -> Result<Catalogue, PublishedFault> {
    let (catalogue, faults) = Catalogue::from_csv(tables(body)?);
    whole(catalogue.procedures().next().is_some(), faults)?;
    Ok(catalogue)
}

/// Writes the body of a calendar: a CBOR map of its two tables.
#[must_use]
pub fn write_calendar(tables: &CalendarTables<'_>) -> Vec<u8> {
    crate::event::encode(tables)
}

/// Reads the body of a published calendar.
///
/// # Errors
/// It is not whole.
pub fn read_calendar(body: &[u8]) -> Result<Calendar, PublishedFault> {
    let tables: CalendarTables<'_> = tables(body)?;
    let (calendar, faults) = Calendar::from_csv(tables.days, tables.open);
    whole(calendar.has_days(), faults)?;
    Ok(calendar)
}

fn tables<'b, T: Decode<'b, ()>>(body: &'b [u8]) -> Result<T, PublishedFault> {
    crate::event::decode(body).map_err(|_| PublishedFault::NotTables)
}

fn whole(has_rows: bool, faults: Vec<RowFault>) -> Result<(), PublishedFault> {
    match faults.into_iter().next() {
        Some(fault) => Err(fault.into()),
        None if has_rows => Ok(()),
        None => Err(PublishedFault::Empty),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar;

    const HEADER: &str = "code,version,name,title,short_code,rank,request,sector,time_value,\
        time_unit,cutoff_15h,fee_text,postal_in,presence,confidence,source,status\n";
    const ROW: &str = "1.001193,7,Thủ tục đăng ký khai sinh,Đăng ký khai sinh,ks,1,Khai sinh cho,\
        Hộ tịch,,same_day,true,Miễn phí,true,not_needed,H,mẫu,active\n";
    const TIMES: &str = "code,channel,time_value,time_unit,cutoff_15h\n";
    const PAPERS: &str = "code,line,channels,name,originals,certified_copies,copies,required,\
        fate,irreplaceable,alternatives,note\n";

    fn catalogue(procedures: &str) -> Vec<u8> {
        write_catalogue(&CatalogueTables {
            procedures,
            times: TIMES,
            papers: PAPERS,
        })
    }

    #[test]
    fn what_ships_reads_the_same_when_it_is_published() {
        let body = write_catalogue(&Catalogue::starter_tables());
        assert_eq!(read_catalogue(&body), Ok(Catalogue::starter()));
        let body = write_calendar(&calendar::shipped_tables());
        assert_eq!(read_calendar(&body), Ok(Calendar::shipped()));
    }

    #[test]
    fn one_bad_row_keeps_the_whole_catalogue_out() {
        let good = catalogue(&format!("{HEADER}{ROW}"));
        assert_eq!(
            read_catalogue(&good).map(|read| read.procedures().count()),
            Ok(1)
        );
        let twice = catalogue(&format!("{HEADER}{ROW}{ROW}"));
        let fault = read_catalogue(&twice).expect_err("a procedure stands there twice");
        assert!(matches!(fault, PublishedFault::Row(row) if row.line == 3));
        assert_eq!(
            read_catalogue(&catalogue(HEADER)),
            Err(PublishedFault::Empty)
        );
    }

    #[test]
    fn a_calendar_without_days_or_of_another_kind_is_none() {
        let empty = CalendarTables {
            days: "date,kind,name\n",
            open: "from,to,what\n",
        };
        assert_eq!(
            read_calendar(&write_calendar(&empty)),
            Err(PublishedFault::Empty)
        );
        assert_eq!(
            read_calendar(b"date,kind,name\n"),
            Err(PublishedFault::NotTables)
        );
        assert_eq!(read_catalogue(&[]), Err(PublishedFault::NotTables));
    }
}
