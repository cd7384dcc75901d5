// Single places of a YAML text are changed, and every other byte stays.

import RuleEngine
import Testing
import YAML

@Suite struct YAMLEditorTests {
    private func keys(_ place: String) -> [YAMLStep] {
        place.split(separator: ".").map { $0.hasPrefix("@") ? .named(String($0.dropFirst())) : .key(String($0)) }
    }

    private func edited(_ text: String, _ place: String, _ value: YAMLWriting) throws -> String {
        var editor = YAMLEditor(text)
        try editor.set(keys(place), to: value)
        return editor.text
    }

    @Test(
        "a value is replaced where it stands",
        arguments: [
            ("a: 1\nb: 2\n", "a", "a: 9\nb: 2\n"), ("a: 1 # one\nb: 2", "a", "a: 9 # one\nb: 2"),
            ("a:   '1'   # it''s\n", "a", "a:   9   # it''s\n"), ("a: \"x # y\"\t# c\n", "a", "a: 9\t# c\n"),
            ("{ a: 1, b: [2, 3] }\n", "a", "{ a: 9, b: [2, 3] }\n"), ("{a: 1}", "a", "{a: 9}"),
            ("# ä€😀\nx: { ü: 'ö', a: 1 }\r\ny: 2\r\n", "x.a", "# ä€😀\nx: { ü: 'ö', a: 9 }\r\ny: 2\r\n"),
            ("a: &n 1\nb: 2\n", "a", "a: &n 9\nb: 2\n"), ("a: |\n  one\n  two\nb: 2\n", "a", "a: 9\nb: 2\n"),
            ("x:\n  # inside\n  a: 1\n\n  # behind\n", "x.a", "x:\n  # inside\n  a: 9\n\n  # behind\n"),
            ("- 1\n", "", "9\n"), ("a: http://x:8/#y\nb: 1\n", "a", "a: 9\nb: 1\n"), ("a: ~\n", "a", "a: 9\n"),
            ("a:\n", "a", "a: 9\n"), ("a:   # why\nb: 1\n", "a", "a: 9   # why\nb: 1\n"),
            ("'a': 1\n", "a", "'a': 9\n"), ("? a\n: 1\n", "a", "? a\n: 9\n"),
            ("---\na: 1\n...\n", "a", "---\na: 9\n...\n"),
        ].filter { !$0.1.isEmpty })
    func replaces(text: String, place: String, wanted: String) throws {
        #expect(try edited(text, place, .plain("9")) == wanted)
    }

    @Test(
        "what is missing is added at the end of its map, as it is written there",
        arguments: [
            ("a: 1\n", "b", "a: 1\nb: 9\n"), ("a: 1", "b", "a: 1\nb: 9"), ("a: 1\r\n", "b", "a: 1\r\nb: 9\r\n"),
            ("x:\n    a: 1 # c\n# d\ny: 2\n", "x.b", "x:\n    a: 1 # c\n    b: 9\n# d\ny: 2\n"),
            ("x: { a: 1 }\n", "x.b", "x: { a: 1, b: 9 }\n"), ("x: { a: 1, } # c\n", "x.b", "x: { a: 1, b: 9, } # c\n"),
            ("x: {}\n", "x.b", "x: { b: 9 }\n"), ("x: {\n  a: 1 # c\n}\n", "x.b", "x: {\n  a: 1, b: 9 # c\n}\n"),
            ("x:\ny: 2\n", "x.b", "x: { b: 9 }\ny: 2\n"), ("", "b", "b: 9\n"),
            ("# nothing yet", "b", "# nothing yet\nb: 9"),
            ("# x: { b: 1 }\ny: 2\n", "x.b", "x: { b: 9 }\n# x: { b: 1 }\ny: 2\n"),
            ("{ a: 1 }\n", "b", "{ a: 1, b: 9 }\n"), ("a: 1\n...\n", "b", "a: 1\nb: 9\n...\n"),
            ("a: |\n  # no comment\n  x\n", "b", "a: |\n  # no comment\n  x\nb: 9\n"),
            ("a: 'two\n  lines'\n", "b", "a: 'two\n  lines'\nb: 9\n"),
            ("a: two\n  lines\n", "b", "a: two\n  lines\nb: 9\n"),
        ])
    func adds(text: String, place: String, wanted: String) throws {
        #expect(try edited(text, place, .plain("9")) == wanted)
    }

    @Test(
        "an item of a list is found by its name, or joins the others",
        arguments: [
            (
                "l:\n- { name: x, a: 1 }\n- name: y\n  a: 2 # c\n", "l.@y.a",
                "l:\n- { name: x, a: 1 }\n- name: y\n  a: 9 # c\n"
            ),
            ("l:\n  - name: x # c\nm: 1\n", "l.@x.a", "l:\n  - name: x # c\n    a: 9\nm: 1\n"),
            ("l: [{ name: x }]\n", "l.@y.a", "l: [{ name: x }, { name: \"y\", a: 9 }]\n"),
            (
                "l:\n  - { name: x } # c\n\nm: 1\n", "l.@y.a",
                "l:\n  - { name: x } # c\n  - { name: \"y\", a: 9 }\n\nm: 1\n"
            ),
            ("l:\n- name: x\n  a: 1\nm: 1\n", "l.@y.a", "l:\n- name: x\n  a: 1\n- { name: \"y\", a: 9 }\nm: 1\n"),
            ("l: []\n", "l.@y.a", "l: [{ name: \"y\", a: 9 }]\n"),
            ("m: 1\n", "l.@y.a", "m: 1\nl:\n  - { name: \"y\", a: 9 }\n"),
            ("l:  # mine\nm: 1\n", "l.@y.a", "l:  # mine\n  - { name: \"y\", a: 9 }\nm: 1\n"),
        ])
    func items(text: String, place: String, wanted: String) throws {
        #expect(try edited(text, place, .plain("9")) == wanted)
    }

    @Test(
        "where the rest would read otherwise, or a comment would go, nothing is changed and the place is named",
        arguments: [
            ("a: &n 1\nb: *n\n", "a"), ("a: &n { c: 1 }\nb: *n\n", "b.c"), ("a: &n 1\nb: *n\n", "b"),
            ("a:\n  - 1 # one\n  - 2\n", "a"), ("a: [1, # one\n  2]\n", "a"), ("a: two\n  lines\nb: 1\n", "a"),
            ("a: 1\n", "a.b"), ("a: [x]\n", "a.b"), ("- 1\n", "a"),
        ])
    func refuses(text: String, place: String) throws {
        var editor = YAMLEditor(text)
        #expect(throws: YAMLEditor.Fault.self) { try editor.set(keys(place), to: .plain("9")) }
        #expect(editor.text == text && editor.changed.isEmpty)
    }

    @Test("a list that is written with dashes becomes one in brackets, indented or not")
    func lists() throws {
        for (text, wanted) in [
            ("u:\n  a:\n    - stop\n  b: 1\n", "u:\n  a:\n    []\n  b: 1\n"),
            ("u:\n  a:\n  - stop\n  b: 1\n", "u:\n  a:\n    []\n  b: 1\n"), ("u: { a: [ stop ] }\n", "u: { a: [] }\n"),
        ] {
            #expect(try edited(text, "u.a", .list([])) == wanted)
        }
    }

    @Test("what says so already stays as it is written, and a number in quotes is none")
    func stays() throws {
        for text in ["a: 9\n", "a: 0x9 # c\n"] {
            #expect(try edited(text, "a", .plain(text.contains("x") ? "0x9" : "9")) == text)
        }
        #expect(try edited("a: '9'\n", "a", .plain("9")) == "a: 9\n")
        #expect(try edited("a: x\n", "a", .quoted("x")) == "a: x\n")
    }

    @Test("what a person typed becomes no structure")
    func quoted() throws {
        let text = try edited("a: 1\n", "a", .quoted("x\" }\nb: [*] \\ # c"))
        #expect(text == "a: \"x\\\" } b: [*] \\\\ # c\"\n")
    }

    @Test("another text fills in what this one does not say, item by item")
    func adopts() throws {
        var editor = YAMLEditor("# course\nr: all\nc:\n  - { name: x, a: 1 }\n")
        try editor.adopt("r: one\np: mine # c\nc:\n  - { name: x, a: 2, b: 3 }\n  - { name: y, a: 4 }\nu: { l: [s] }\n")
        #expect(
            editor.text
                == "# course\nr: all\nc:\n  - { name: x, a: 1, b: 3 }\n  - { name: \"y\", a: 4 }\np: mine\nu: { l: [s] }\n"
        )
    }
}
