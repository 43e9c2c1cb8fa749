//! The numbers under which small choices of the domain stand in projections, both ways.
//!
//! They are the file's own: the wire's stand with the events. A test holds the two ways together.

use domain::event::ReturnChannel;
use domain::paper::{PaperFate, PaperForm};

/// Gives the number of a way back.
pub(crate) const fn of_return_channel(channel: ReturnChannel) -> i64 {
    match channel {
        ReturnChannel::Counter => 0,
        ReturnChannel::Post => 1,
        ReturnChannel::Electronic => 2,
    }
}

/// Reads the number of a way back.
pub(crate) const fn return_channel(code: i64) -> Option<ReturnChannel> {
    match code {
        0 => Some(ReturnChannel::Counter),
        1 => Some(ReturnChannel::Post),
        2 => Some(ReturnChannel::Electronic),
        _ => None,
    }
}

/// Gives the number of a form.
pub(crate) const fn of_paper_form(form: PaperForm) -> i64 {
    match form {
        PaperForm::Original => 0,
        PaperForm::CertifiedCopy => 1,
        PaperForm::Copy => 2,
        PaperForm::Result => 3,
    }
}

/// Reads the number of a form.
pub(crate) const fn paper_form(code: i64) -> Option<PaperForm> {
    match code {
        0 => Some(PaperForm::Original),
        1 => Some(PaperForm::CertifiedCopy),
        2 => Some(PaperForm::Copy),
        3 => Some(PaperForm::Result),
        _ => None,
    }
}

/// Gives the number of a fate.
pub(crate) const fn of_paper_fate(fate: PaperFate) -> i64 {
    match fate {
        PaperFate::Submit => 0,
        PaperFate::Present => 1,
        PaperFate::Compare => 2,
        PaperFate::Amend => 3,
        PaperFate::Reclaim => 4,
    }
}

/// Reads the number of a fate.
pub(crate) const fn paper_fate(code: i64) -> Option<PaperFate> {
    match code {
        0 => Some(PaperFate::Submit),
        1 => Some(PaperFate::Present),
        2 => Some(PaperFate::Compare),
        3 => Some(PaperFate::Amend),
        4 => Some(PaperFate::Reclaim),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_is_written_is_read_as_the_same() {
        for code in 0..5 {
            assert_eq!(paper_fate(code).map(of_paper_fate), Some(code));
        }
        for code in 0..4 {
            assert_eq!(paper_form(code).map(of_paper_form), Some(code));
        }
        for code in 0..3 {
            assert_eq!(return_channel(code).map(of_return_channel), Some(code));
        }
        assert_eq!(
            (paper_fate(5), paper_form(4), return_channel(3)),
            (None, None, None)
        );
    }
}
