//! How the page looks: from 375 pixels to wide, light and dark, to assistive technology, on paper.

use serde_json::Value;

use crate::chromium::Page;
use crate::{SAMPLES, Written, assert_quiet, written};

/// Opens the first person of the table.
const OPEN: &str = "document.querySelector('#row-0').click()";

#[test]
fn nothing_is_wider_than_the_window() {
    for sample in SAMPLES {
        let Written { page: file, .. } = &written(sample);
        let page = Page::open(file, "");
        for width in [320, 375, 768, 1024, 1440, 2560] {
            page.size(width, 900);
            let too_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
            assert_eq!(page.value(too_wide), false, "{sample} at {width}");
            page.value(OPEN);
            page.wait("document.querySelector('#person').open");
            let too_wide = "(() => { const person = document.querySelector('#person'); return person.scrollWidth > person.clientWidth; })()";
            assert_eq!(page.value(too_wide), false, "a person of {sample} at {width}");
            page.press("Escape");
            page.wait("!document.querySelector('#person').open");
        }
        assert_quiet(&page, file);
    }
}

#[test]
fn every_text_stands_out_from_its_ground() {
    let Written { page: file, .. } = &written("samples/contoso");
    for scheme in ["light", "dark"] {
        let page = Page::open(file, "#state=blocked");
        page.media("", scheme);
        page.value(OPEN);
        page.wait("document.querySelector('#person .finding') !== null");
        let faint = page.value(FAINT);
        assert_eq!(faint, Value::Array(Vec::new()), "{scheme}");
        assert!(page.number("window.compared") > 100, "texts were compared");
    }
}

/// Texts whose contrast is below 4.5, or 3 where they are large.
const FAINT: &str = r"(() => {
    const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
    const light = (colour) => {
        const [r, g, b] = channels(colour).map((value) => {
            const part = value / 255;
            return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const colour = getComputedStyle(each).backgroundColor;
            const [, , , opacity = 1] = channels(colour);
            if (opacity > 0) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const faint = [];
    window.compared = 0;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const element = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest('script, option')) continue;
        if (element.closest(':disabled')) continue;
        const style = getComputedStyle(element);
        const [one, other] = [light(style.color), light(ground(element))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        window.compared += 1;
        if (contrast < (isLarge ? 3 : 4.5)) faint.push(`${element.className} ${texts.currentNode.data.trim().slice(0, 40)} ${contrast.toFixed(2)}`);
    }
    return [...new Set(faint)];
})()";

#[test]
fn everything_that_can_be_used_has_a_role_and_a_name() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    let named = |wanted: &[&str]| {
        let all = page.accessible();
        let found: Vec<_> = all.into_iter().filter(|(role, _)| wanted.contains(&role.as_str())).collect();
        let nameless: Vec<_> = found.iter().filter(|(_, name)| name.trim().is_empty()).collect();
        assert!(nameless.is_empty(), "{nameless:?}");
        found
    };
    let controls = ["button", "link", "searchbox", "combobox", "columnheader", "grid", "dialog", "heading"];
    assert!(named(&controls).len() > 50);
    assert!(named(&["grid"]).contains(&("grid".into(), "People".into())));
    assert!(named(&["searchbox"]).contains(&("searchbox".into(), "Search".into())));
    assert_eq!(page.text("document.documentElement.lang"), "en");

    page.value(OPEN);
    page.wait("document.querySelector('#person .finding') !== null");
    assert!(named(&controls).iter().any(|(role, name)| role == "dialog" && name == "Alina Popescu"));
}

#[test]
fn what_is_pressed_is_large_enough() {
    let Written { page: file, .. } = &written("samples/contoso");
    let page = Page::open(file, "");
    page.size(375, 900);
    let small = page.value(
        "[...document.querySelectorAll('a[href^=\"#\"]:not(.skip), button, input, select, summary')] \
         .filter((element) => element.checkVisibility()) \
         .map((element) => [element, element.getBoundingClientRect()]) \
         .filter(([, box]) => box.height < 24 || box.width < 24) \
         .map(([element, box]) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)",
    );
    assert_eq!(small, Value::Array(Vec::new()));
}

#[test]
fn on_paper_the_people_stand_in_a_list() {
    let Written { page: file, json, .. } = &written("samples/contoso");
    let page = Page::open(file, "#state=blocked");
    page.call("Page.printToPDF", &serde_json::json!({}));
    page.value("dispatchEvent(new Event('beforeprint'))");
    page.media("print", "light");
    let listed = page.number("document.querySelectorAll('#printed tbody tr').length");
    assert_eq!(listed, json["summary"]["states"]["blocked"].as_u64().unwrap());
    assert_eq!(page.value("document.querySelector('#filters').checkVisibility()"), false);
    page.value("dispatchEvent(new Event('afterprint'))");
    assert_eq!(page.number("document.querySelector('#printed').children.length"), 0);
}
