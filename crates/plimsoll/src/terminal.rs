//! Standard output and standard error, with the colors that the user wants.

use std::io::{self, BufWriter, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};

use crate::args::ColorWhen;

impl ColorWhen {
    pub(crate) fn on_stdout(self) -> bool {
        self.on(&io::stdout())
    }

    pub(crate) fn on_stderr(self) -> bool {
        self.on(&io::stderr())
    }

    fn on(self, stream: &impl RawStream) -> bool {
        match self {
            ColorWhen::Auto => AutoStream::choice(stream) != ColorChoice::Never,
            ColorWhen::Always => true,
            ColorWhen::Never => false,
        }
    }
}

/// Without colors every byte goes out as it is; with them old Windows consoles are taught to draw them.
pub(crate) fn stdout(colored: bool) -> Box<dyn Write> {
    let stdout = io::stdout().lock();
    if colored {
        Box::new(BufWriter::new(AutoStream::always(stdout)))
    } else {
        Box::new(BufWriter::new(stdout))
    }
}

pub(crate) fn stderr(colored: bool) -> Box<dyn Write> {
    let stderr = io::stderr().lock();
    if colored {
        Box::new(BufWriter::new(AutoStream::always(stderr)))
    } else {
        Box::new(BufWriter::new(stderr))
    }
}
