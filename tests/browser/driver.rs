//! A headless Chromium, driven through ChromeDriver by WebDriver (W3C) and DevTools commands.

use std::io::{BufRead, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// One browser with one window; ends with it.
pub struct Browser {
    driver: Child,
    session: String,
    /// Kept open, since the driver goes on writing.
    _lines: Lines<BufReader<ChildStdout>>,
    _profile: tempfile::TempDir,
}

/// A browser; none where this machine has none, which is said, unless `PENULT_BROWSER=required` (CI) makes it a failure.
pub fn browser() -> Option<Browser> {
    let is_required = std::env::var("PENULT_BROWSER").is_ok_and(|v| v == "required");
    let found = Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    match found {
        Ok(driver) => Some(Browser::open(driver)),
        Err(e) if is_required => panic!("PENULT_BROWSER=required, and chromedriver does not start: {e}"),
        Err(_) => {
            eprintln!("skipped: no chromedriver here (Debian: apt-get install chromium chromium-driver)");
            None
        }
    }
}

impl Browser {
    fn open(mut driver: Child) -> Self {
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let said = |line: String| Some(line.split_once("successfully on port ")?.1.trim_end_matches('.').to_owned());
        let port = lines.by_ref().map_while(Result::ok).find_map(said).expect("chromedriver names its port");
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--no-first-run".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}});
        let root = format!("http://127.0.0.1:{port}/session");
        let made = ask(ureq::post(&root).send_json(&wanted).unwrap());
        let session = format!("{root}/{}", made["sessionId"].as_str().unwrap());
        let browser = Self { driver, session, _lines: lines, _profile: profile };
        let offline = json!({"offline": true, "latency": 0, "throughput": 0});
        browser.post("chromium/network_conditions", &json!({"network_conditions": offline}));
        browser
    }

    fn post(&self, command: &str, body: &Value) -> Value {
        let sent = ureq::post(format!("{}/{command}", self.session)).config().http_status_as_error(false).build();
        ask(sent.send_json(body).unwrap())
    }

    /// A DevTools command.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.post("goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// Opens a file in a window of this size.
    pub fn open_file(&self, path: &Path, (width, height): (u32, u32), scheme: &str) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.devtools("Emulation.setDeviceMetricsOverride", &metrics);
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", &media);
        self.go(&format!("file://{}", path.display()));
    }

    /// Opens an address.
    pub fn go(&self, address: &str) {
        self.post("url", &json!({"url": address}));
    }

    /// What the body of a function gives.
    pub fn run(&self, body: &str) -> Value {
        self.post("execute/sync", &json!({"script": body, "args": []}))
    }

    /// What the body of a function gives to the callback that is its last argument.
    pub fn run_async(&self, body: &str) -> Value {
        self.post("execute/async", &json!({"script": body, "args": []}))
    }

    /// Waits until an expression is true.
    pub fn wait(&self, expression: &str) {
        for _ in 0..400 {
            if self.run(&format!("return Boolean({expression})")) == json!(true) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(25));
        }
        panic!("never true: {expression}");
    }

    /// Entries of a log since they were last read: `browser` (the console) or `performance` (DevTools events).
    pub fn log(&self, kind: &str) -> Vec<Value> {
        self.post("se/log", &json!({"type": kind})).as_array().unwrap().clone()
    }

    /// The whole window as PNG.
    pub fn picture(&self, path: &Path) {
        let shot = self.devtools("Page.captureScreenshot", &json!({"format": "png"}));
        std::fs::write(path, decoded(shot["data"].as_str().unwrap())).unwrap();
    }

    /// The page as it prints, a PDF.
    pub fn print(&self) -> Vec<u8> {
        let options = json!({"preferCSSPageSize": true, "printBackground": true});
        decoded(self.devtools("Page.printToPDF", &options)["data"].as_str().unwrap())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The value of an answer; what the driver says, where it refuses.
fn ask(mut answer: ureq::http::Response<ureq::Body>) -> Value {
    let value = answer.body_mut().with_config().limit(64 << 20).read_json::<Value>().unwrap()["value"].take();
    assert!(value.get("error").is_none(), "{}: {}", value["error"], value["message"]);
    value
}

/// The bytes of a base64 text.
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let value = |c: &u8| DIGITS.iter().position(|d| d == c);
    let digits: Vec<usize> = text.as_bytes().iter().filter_map(value).collect();
    let of = |four: &[usize]| {
        let bits = four.iter().enumerate().fold(0, |bits, (at, digit)| bits | digit << (18 - 6 * at));
        (0..four.len() - 1).map(move |byte| (bits >> (16 - 8 * byte) & 0xff) as u8).collect::<Vec<u8>>()
    };
    digits.chunks(4).flat_map(of).collect()
}
