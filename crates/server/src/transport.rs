//! Bytes in and out: standard input and output, or one TCP connection.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::pin::Pin;
use std::sync::mpsc as std_mpsc;
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;

/// Where the client is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Stdio,
    /// Waits for one client on this port of the loopback interface; 0 takes any free port.
    Tcp(u16),
}

impl Transport {
    /// Ready to talk. For TCP this waits for the client, and says on standard error where.
    pub(crate) fn connect(self) -> io::Result<(Inbox, Outbox, Drained)> {
        match self {
            Transport::Stdio => Ok(channels(io::stdin(), io::stdout())),
            Transport::Tcp(port) => {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
                eprintln!("listening on {}", listener.local_addr()?);
                let (stream, _) = listener.accept()?;
                stream.set_nodelay(true)?;
                Ok(channels(stream.try_clone()?, stream))
            }
        }
    }
}

const CHUNK: usize = 64 * 1024;

fn channels(
    input: impl Read + Send + 'static,
    output: impl Write + Send + 'static,
) -> (Inbox, Outbox, Drained) {
    let (outbox, drained) = Outbox::new(output);
    (Inbox::new(input), outbox, drained)
}

/// What the client sends, read by a thread of its own.
pub(crate) struct Inbox {
    chunks: mpsc::Receiver<Vec<u8>>,
    /// The rest of a chunk that did not fit the last read.
    rest: Vec<u8>,
    done: usize,
}

impl Inbox {
    fn new(mut input: impl Read + Send + 'static) -> Self {
        let (sender, chunks) = mpsc::channel(4);
        thread::spawn(move || {
            let mut buffer = vec![0; CHUNK];
            loop {
                match input.read(&mut buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Ok(length) if length > 0 => {
                        if sender.blocking_send(buffer[..length].to_vec()).is_err() {
                            return;
                        }
                    }
                    _ => return,
                }
            }
        });
        Inbox { chunks, rest: Vec::new(), done: 0 }
    }
}

impl AsyncRead for Inbox {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.done == self.rest.len() {
            match self.chunks.poll_recv(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(chunk)) => {
                    self.rest = chunk;
                    self.done = 0;
                }
            }
        }
        let length = buffer.remaining().min(self.rest.len() - self.done);
        buffer.put_slice(&self.rest[self.done..self.done + length]);
        self.done += length;
        Poll::Ready(Ok(()))
    }
}

/// What the client gets, written by a thread of its own, so that the server never waits for the client
/// to read: one that writes all its messages before it reads an answer would wait for the server, too.
pub(crate) struct Outbox(std_mpsc::Sender<Vec<u8>>);

/// Tells when all output is written.
pub(crate) struct Drained(std_mpsc::Receiver<()>);

impl Outbox {
    fn new(mut output: impl Write + Send + 'static) -> (Self, Drained) {
        let (sender, messages) = std_mpsc::channel::<Vec<u8>>();
        let (alive, drained) = std_mpsc::channel();
        thread::spawn(move || {
            let _alive = alive;
            for message in messages {
                if output.write_all(&message).and_then(|()| output.flush()).is_err() {
                    return;
                }
            }
        });
        (Outbox(sender), Drained(drained))
    }
}

impl Drained {
    /// Waits until the last byte is out, but not for a client that no longer reads.
    pub(crate) fn wait(self) {
        let _ = self.0.recv_timeout(Duration::from_secs(1));
    }
}

impl AsyncWrite for Outbox {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let sent = self.0.send(bytes.to_vec());
        Poll::Ready(sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn reads_to_the_end_in_pieces_of_any_size() {
        let text = "FROM scratch\n".repeat(CHUNK / 5);
        let mut inbox = Inbox::new(io::Cursor::new(text.clone()));
        let mut piece = [0; 1000];
        let mut read = Vec::new();
        loop {
            let length = inbox.read(&mut piece).await.unwrap();
            if length == 0 {
                break;
            }
            read.extend_from_slice(&piece[..length]);
        }
        assert!(read == text.as_bytes());
    }

    #[tokio::test(flavor = "current_thread")]
    async fn writing_does_not_wait_for_the_reader() {
        let (mut reader, writer) = io::pipe().unwrap();
        let (mut outbox, drained) = Outbox::new(writer);
        let megabyte = vec![b'x'; 1 << 20];
        outbox.write_all(&megabyte).await.unwrap();
        drop(outbox);
        let mut read = Vec::new();
        reader.read_to_end(&mut read).unwrap();
        drained.wait();
        assert!(read == megabyte);
    }
}
