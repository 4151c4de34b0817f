package org.strainlake.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Repeats what was said to a real Rucio 41.5.1, call by call in the same order, and expects what it answered: status, type,
 * exception class and message, the number of lines and the keys of each object.
 */
class CapturedCallsIT {
    private static final Path CAPTURED = Path.of("src/test/resources/captured");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Their messages tell of hosts, parsers or identifiers that differ. */
    private static final Set<String> OTHER_MESSAGE = Set.of("048", "113", "117");

    /** Their objects have keys of the lake's own choosing, or are no JSON. */
    private static final Set<String> OTHER_KEYS = Set.of("014", "023", "061", "062", "064", "065", "067", "069");

    /** What the test bed's storage had: protocols beside WebDAV. */
    private static final Set<String> OTHER_LENGTH = Set.of("024");

    @TempDir
    Path directory;

    @Test
    void theEmulatorAnswersAsTheRealRucioDid() throws Exception {
        var settings = EmulatorSettings.inDirectory(directory)
                .with("strainlake.emulator.storage.url", "https://localhost:24451");
        try (var lake = LakeEmulator.start(settings)) {
            var tokens = logins(lake);
            var identifiers = new HashMap<String, String>();
            var softly = new SoftAssertions();
            for (var call : calls()) {
                var answer = say(lake, tokens, identifiers, call);
                compare(softly, call, answer);
                learn(identifiers, call, answer);
            }
            softly.assertAll();
        }
    }

    private static Map<String, String> logins(LakeEmulator lake) throws Exception {
        var tokens = new HashMap<String, String>();
        for (var account : List.of("root", "virgo", "cnaf", "outsider")) {
            var answer = Caller.with(lake, "")
                    .get(
                            "/auth/userpass",
                            "X-Rucio-Account",
                            account,
                            "X-Rucio-Username",
                            account,
                            "X-Rucio-Password",
                            account + "-password");
            tokens.put(account, answer.header("X-Rucio-Auth-Token"));
        }
        return tokens;
    }

    private record Call(
            String number,
            String method,
            String path,
            Map<String, String> headers,
            String body,
            int status,
            Map<String, String> wantedHeaders,
            String wantedBody) {}

    private static List<Call> calls() throws IOException {
        try (Stream<Path> files = Files.list(CAPTURED)) {
            var calls = new ArrayList<Call>();
            for (var file : files.sorted().toList()) {
                var halves = Files.readString(file).split("\n====\n", 2);
                var request = Message.parse(halves[0]);
                var response = Message.parse(halves[1]);
                var line = request.first().split(" ", -1);
                calls.add(new Call(
                        file.getFileName().toString().substring(0, 3),
                        line[0],
                        line[1],
                        request.headers(),
                        request.body(),
                        Integer.parseInt(response.first().split(" ", -1)[1]),
                        response.headers(),
                        response.body()));
            }
            return calls;
        }
    }

    private record Message(String first, Map<String, String> headers, String body) {
        static Message parse(String text) {
            var parts = text.split("\n\n", 2);
            var lines = parts[0].lines().toList();
            var headers = new HashMap<String, String>();
            for (var line : lines.subList(1, lines.size())) {
                int colon = line.indexOf(": ");
                headers.put(line.substring(0, colon), line.substring(colon + 2));
            }
            return new Message(lines.getFirst(), headers, parts.length > 1 ? parts[1].strip() : "");
        }
    }

    private static Caller.Answer say(
            LakeEmulator lake, Map<String, String> tokens, Map<String, String> identifiers, Call call)
            throws Exception {
        var headers = new ArrayList<String>();
        var token = "";
        for (var header : call.headers().entrySet()) {
            switch (header.getKey()) {
                case "Account" -> token = tokens.get(header.getValue());
                case "X-Rucio-Auth-Token" -> token = header.getValue();
                default -> headers.addAll(List.of(header.getKey(), header.getValue()));
            }
        }
        var path = call.path();
        for (var known : identifiers.entrySet()) {
            path = path.replace(known.getKey(), known.getValue());
        }
        return Caller.with(lake, token)
                .call(call.method(), path, call.body().isEmpty() ? null : call.body(), headers.toArray(String[]::new));
    }

    /** Rules get other identifiers here: later calls use ours. */
    private static void learn(Map<String, String> identifiers, Call call, Caller.Answer answer) {
        if (call.path().equals("/rules/") && answer.status() == 201) {
            identifiers.put(
                    JSON.readTree(call.wantedBody()).get(0).asString(),
                    answer.json().get(0).asString());
        }
    }

    private static void compare(SoftAssertions softly, Call call, Caller.Answer answer) {
        var name = call.number() + " " + call.method() + " " + call.path();
        softly.assertThat(answer.status()).as(name).isEqualTo(call.status());
        softly.assertThat(answer.exceptionClass())
                .as(name)
                .isEqualTo(call.wantedHeaders().getOrDefault("ExceptionClass", ""));
        var type = call.wantedHeaders().getOrDefault("Content-Type", "");
        softly.assertThat(answer.header("Content-Type").split(";", 2)[0])
                .as(name)
                .isEqualTo(type.split(";", 2)[0]);
        if (call.wantedHeaders().containsKey("Location")) {
            softly.assertThat(answer.header("Location"))
                    .as(name)
                    .isEqualTo(call.wantedHeaders().get("Location"));
        }
        if (answer.status() != call.status()) {
            return;
        }
        if (answer.status() >= 400) {
            if (!OTHER_MESSAGE.contains(call.number())) {
                softly.assertThat(answer.header("ExceptionMessage"))
                        .as(name)
                        .isEqualTo(call.wantedHeaders().get("ExceptionMessage"));
                softly.assertThat(answer.json()).as(name).isEqualTo(JSON.readTree(call.wantedBody()));
            }
        } else if (type.contains("json")) {
            compareJson(softly, name, call, answer);
        } else if (call.status() == 201 && !call.wantedBody().startsWith("[")) {
            softly.assertThat(answer.text()).as(name).isEqualTo(call.wantedBody());
        }
    }

    private static void compareJson(SoftAssertions softly, String name, Call call, Caller.Answer answer) {
        if (OTHER_LENGTH.contains(call.number()) || call.number().equals("014")) {
            assertThatCode(answer::text).doesNotThrowAnyException();
            return;
        }
        var wanted = call.wantedBody().lines().map(JSON::readTree).toList();
        var got = answer.lines();
        softly.assertThat(got).as(name).hasSameSizeAs(wanted);
        if (!wanted.isEmpty() && !got.isEmpty() && !OTHER_KEYS.contains(call.number())) {
            softly.assertThat(keys(got.getFirst())).as(name).isEqualTo(keys(wanted.getFirst()));
        } else if (!got.isEmpty()
                && OTHER_KEYS.contains(call.number())
                && call.path().contains("replicas")) {
            assertThat(keys(got.getFirst())).as(name).isEqualTo(keys(wanted.getFirst()));
        }
    }

    private static Set<String> keys(JsonNode node) {
        return node.isObject() ? new TreeSet<>(node.propertyNames()) : new TreeSet<>();
    }
}
