//! The client that the server plays to itself: every answer is checked.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Has three districts built and a hundred cancelled.
pub fn run(server: SocketAddr) -> Result<()> {
    let ended = |batch: &str| loop {
        let progress: Value = serde_json::from_slice(&ask(server, "GET", batch, "")?.1)?;
        if !matches!(progress["state"].as_str(), Some("waiting" | "building")) {
            return Result::Ok(progress);
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let (_, batch) =
        ask(server, "POST", "/batches", "slug,地区,产值\nnanhu,南湖区,312.46\nhaiyan,海盐县,138.5\nx,,1\n")?;
    let batch = String::from_utf8(batch)?;
    let progress = ended(&batch)?;
    println!("{progress}");
    // The third row has no name for its district.
    assert_eq!(progress, json!({ "state": "done", "completed": 3, "total": 3, "failed": ["x"] }));
    let (status, pdf) = ask(server, "GET", &format!("{batch}/nanhu.pdf"), "")?;
    assert!(status == 200 && pdf.starts_with(b"%PDF-"));
    assert_eq!(ask(server, "GET", &format!("{batch}/x.pdf"), "")?.0, 404);
    assert_eq!(ask(server, "POST", "/batches", "地区,产值\n南湖区,312.46\n")?.0, 422);

    let rows: String = (0..100).map(|k| format!("d{k},第{k}区,{k}\n")).collect();
    let batch = String::from_utf8(ask(server, "POST", "/batches", &format!("slug,地区,产值\n{rows}"))?.1)?;
    ask(server, "DELETE", &batch, "")?;
    let progress = ended(&batch)?;
    println!("{progress}");
    assert!(progress["state"] == "cancelled" && progress["completed"].as_u64() < Some(100));
    Ok(())
}

/// Sends a request; the status and the body of the answer.
fn ask(server: SocketAddr, method: &str, path: &str, body: &str) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(server)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {server}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
    let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok((status.unwrap_or_default(), answer.split_off(end)))
}
