//! Values of exports are text, whatever they look like.

use std::fmt::Write as _;

use crate::chromium::Page;
use crate::{Written, assert_quiet, written_of};

/// Names that would run, break out, or turn the text around, if they were let.
const NAMES: [&str; 10] = [
    "<script>window.hit = 1</script>",
    "</script><script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "{{ 7 * 7 }} ${window.hit = 1} {% raw %}",
    "&lt;b&gt; &amp;amp; <!-- <![CDATA[",
    "\" onmouseover=\"window.hit = 1",
    "' autofocus onfocus='window.hit = 1",
    "line\u{2028}separator\u{2029}end",
    "\u{202e}nossam\u{202c} \u{2066}x\u{2069} \u{200f}",
    "bell\u{7} escape\u{1b}[31m",
];

#[test]
fn names_files_and_columns_are_inert() {
    let mut users = String::from("objectGUID,displayName,sAMAccountName,userPrincipalName,mailNickname,mail\n");
    for (at, name) in NAMES.iter().enumerate() {
        let name = name.replace('"', "\"\"");
        let _ = writeln!(
            users,
            "77ab90d1-0000-4000-8000-00000000000{at},\"{name}\",\"{name}\",\"{name}\",\"{name}\",\"{name}@x.example\""
        );
    }
    let Written { page: file, json, .. } = &written_of(&[("a'b &lt;script&gt; <i>.csv", &users)]);
    assert!(json["inputs"][0]["path"].as_str().unwrap().contains("<i>"), "the file has its name");
    let page = Page::open(file, "");
    assert_eq!(page.number("Number(document.querySelector('#tally').dataset.count)"), NAMES.len() as u64);
    for position in 0..NAMES.len() {
        page.value(&format!("document.querySelector('#row-{position}').click()"));
        page.wait("document.querySelector('#person').open");
        page.wait(&format!("document.querySelector('#row-{position}').classList.contains('active')"));
        page.press("Escape");
        page.wait("!document.querySelector('#person').open");
    }
    let shown = page.text("document.querySelector('#sizer').textContent");
    for harmless in
        ["<script>window.hit = 1</script>", "<img src=x onerror='window.hit = 1'>", "{{ 7 * 7 }}", "&lt;b&gt;"]
    {
        assert!(shown.contains(harmless), "{harmless}\n{shown}");
    }
    for seen in ["\\u{202e}nossam", "\\u{2028}", "bell\\u{7}", "escape\\u{1b}"] {
        assert!(shown.contains(seen), "{seen}\n{shown}");
    }
    let body = page.text("document.body.textContent");
    let raw = ['\u{202e}', '\u{2066}', '\u{2069}', '\u{200f}', '\u{1b}', '\u{7}'];
    assert!(!body.contains(raw), "control characters and direction marks are shown, not obeyed");
    assert_eq!(page.value("typeof window.hit"), "undefined");
    assert_eq!(
        page.number(
            "document.querySelectorAll('img, iframe, object, embed, link, base, script[src], [style*=url]').length"
        ),
        0
    );
    assert_quiet(&page, file);
}

#[test]
fn a_script_that_is_not_the_page_s_own_is_refused() {
    let Written { page: file, .. } = &written_of(&[(
        "users.csv",
        "objectGUID,displayName,sAMAccountName,userPrincipalName,mailNickname,mail\n\
         77ab90d1-0000-4000-8000-000000000001,Anna,anna,anna@contoso.example,anna,anna@contoso.example\n",
    )]);
    let text = std::fs::read_to_string(file).unwrap();
    let broken = file.with_file_name("broken.html");
    let added = text.replace("</body>", "<script>window.hit = 1</script><p style='color: red'>x</p></body>");
    std::fs::write(&broken, added).unwrap();
    let page = Page::open(&broken, "");
    assert_eq!(page.value("typeof window.hit"), "undefined");
    assert_eq!(page.complaints().iter().filter(|complaint| complaint.contains("Content Security Policy")).count(), 2);
}
