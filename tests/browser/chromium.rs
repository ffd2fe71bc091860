//! Drives Chromium over a pair of pipes: no port, no driver, no crate.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page.
pub(crate) struct Page {
    wire: RefCell<Wire>,
    session: String,
    child: Child,
    folder: TempDir,
}

struct Wire {
    to: File,
    from: Receiver<Value>,
    asked: u64,
    /// What the browser told without being asked.
    told: Vec<Value>,
}

impl Page {
    /// Opens a file, at a place in it, and waits until its first row is drawn.
    pub(crate) fn open(file: &Path, fragment: &str) -> Self {
        let page = Self::blank();
        page.go(file, fragment);
        page
    }

    pub(crate) fn blank() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipes = ["to", "from"].map(|name| folder.path().join(name));
        assert!(Command::new("mkfifo").args(&pipes).status().unwrap().success(), "mkfifo makes the pipes");
        let command = format!(
            "exec {} --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
             --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars \
             --user-data-dir='{}' --remote-debugging-pipe 3<'{}' 4>'{}'",
            program(),
            folder.path().join("profile").display(),
            pipes[0].display(),
            pipes[1].display(),
        );
        let child = Command::new("sh").args(["-c", &command]).stderr(Stdio::null()).spawn().unwrap();
        let to = OpenOptions::new().write(true).open(&pipes[0]).unwrap();
        let from = BufReader::new(OpenOptions::new().read(true).open(&pipes[1]).unwrap());
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for message in from.split(0).map_while(Result::ok) {
                if sender.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    break;
                }
            }
        });
        let wire = Wire { to, from: receiver, asked: 0, told: Vec::new() };
        let mut page = Self { wire: RefCell::new(wire), session: String::new(), child, folder };
        let target = page.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attached = page.call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }));
        attached["sessionId"].as_str().unwrap().clone_into(&mut page.session);
        for domain in ["Page", "Runtime", "Log", "Network", "Accessibility"] {
            page.call(&format!("{domain}.enable"), &json!({}));
        }
        page.size(1440, 900);
        page.media("", "light");
        page
    }

    pub(crate) fn go(&self, file: &Path, fragment: &str) {
        let file = fs::canonicalize(file).unwrap();
        // A new address, so that the page is read again where only the fragment differs.
        self.call("Page.navigate", &json!({ "url": "about:blank" }));
        self.call("Page.navigate", &json!({ "url": format!("file://{}{fragment}", file.display()) }));
        self.wait("document.documentElement?.dataset.ready === 'yes'");
    }

    pub(crate) fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// `screen` or `print`, and `light` or `dark`.
    pub(crate) fn media(&self, media: &str, scheme: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.call("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
    }

    /// The value of an expression, which may be awaited.
    pub(crate) fn value(&self, expression: &str) -> Value {
        let wanted =
            json!({ "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true });
        let answer = self.call("Runtime.evaluate", &wanted);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    pub(crate) fn text(&self, expression: &str) -> String {
        self.value(expression).as_str().unwrap_or_else(|| panic!("{expression} is no text")).to_owned()
    }

    pub(crate) fn number(&self, expression: &str) -> u64 {
        self.value(expression).as_u64().unwrap_or_else(|| panic!("{expression} is no number"))
    }

    pub(crate) fn wait(&self, condition: &str) {
        let since = Instant::now();
        while self.value(condition) != Value::Bool(true) {
            assert!(since.elapsed() < PATIENCE, "never: {condition}\n{:#?}", self.complaints());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Types into whatever has the focus, key by key.
    pub(crate) fn type_text(&self, text: &str) {
        for letter in text.chars() {
            self.call("Input.dispatchKeyEvent", &json!({ "type": "char", "text": letter.to_string() }));
        }
    }

    /// Presses a key, such as `Tab`.
    pub(crate) fn press(&self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            other => panic!("{other} has no code here"),
        };
        let event =
            |what: &str| json!({ "type": what, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
        self.call("Input.dispatchKeyEvent", &event(if text.is_empty() { "rawKeyDown" } else { "keyDown" }));
        self.call(
            "Input.dispatchKeyEvent",
            &json!({ "type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code }),
        );
    }

    /// Clicks the middle of an element with the mouse.
    pub(crate) fn click(&self, selector: &str) {
        let place = self.value(&format!(
            "(() => {{ const found = document.querySelector({selector:?}); found.scrollIntoView({{ block: 'center' }}); \
             const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        for what in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": what, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event);
        }
    }

    /// Lets downloads go to a folder of the test.
    pub(crate) fn downloads(&self) -> PathBuf {
        let folder = self.folder.path().join("downloads");
        fs::create_dir(&folder).unwrap();
        self.call("Page.setDownloadBehavior", &json!({ "behavior": "allow", "downloadPath": folder }));
        folder
    }

    /// Roles and names of everything that assistive technology is told of.
    pub(crate) fn accessible(&self) -> Vec<(String, String)> {
        let tree = self.call("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] != true);
        let text = |value: &Value| value["value"].as_str().unwrap_or_default().to_owned();
        nodes.map(|node| (text(&node["role"]), text(&node["name"]))).collect()
    }

    /// Everything the browser complained about: errors, warnings, refusals by the content-security policy.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let is_complaint = |event: &&Value| match event["method"].as_str().unwrap_or_default() {
            "Log.entryAdded" | "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" => true,
            "Network.loadingFailed" => event["params"]["type"] != "Document",
            _ => false,
        };
        self.wire.borrow().told.iter().filter(is_complaint).map(|event| event["params"].to_string()).collect()
    }

    /// Every address that was asked for.
    pub(crate) fn requests(&self) -> Vec<String> {
        let wire = self.wire.borrow();
        let sent = wire.told.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        sent.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned()).collect()
    }

    /// Takes a picture of the window.
    #[expect(dead_code, reason = "x")]
    pub(crate) fn picture(&self, to: &Path) {
        let picture = self.call("Page.captureScreenshot", &json!({ "format": "png" }));
        fs::write(to, STANDARD.decode(picture["data"].as_str().unwrap()).unwrap()).unwrap();
    }

    pub(crate) fn call(&self, method: &str, parameters: &Value) -> Value {
        let mut wire = self.wire.borrow_mut();
        wire.asked += 1;
        let mut message = json!({ "id": wire.asked, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        wire.to.write_all(&bytes).unwrap();
        loop {
            let answer = wire.from.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("{method} is not answered"));
            if answer["id"] == wire.asked {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            wire.told.push(answer);
        }
    }
}

/// The name of the program, which differs between systems.
fn program() -> &'static str {
    let is_there = |name: &&&str| {
        let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).stdout(Stdio::null()).status();
        found.is_ok_and(|status| status.success())
    };
    let names = ["chromium", "chromium-browser", "google-chrome"];
    names.iter().find(is_there).unwrap_or_else(|| panic!("none of {} is installed", names.join(", ")))
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
