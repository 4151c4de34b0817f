package org.strainlake.benchmark.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ResultTest {
    @TempDir
    Path directory;

    @Test
    void theFileHasTheFormOfAllBenchmarks() throws Exception {
        var file = directory.resolve("results").resolve("some.json");

        new Result("a machine", "benchmarks/run some", List.of(Row.atMost("time, ms", 2.00049, 4.0, 2.5))).write(file);

        assertThat(JsonMapper.shared().readTree(file))
                .isEqualTo(JsonMapper.shared().readTree("""
                        {"machine": "a machine", "command": "benchmarks/run some", "rows": [
                          {"name": "time, ms", "ours": 2.0, "peer": 4.0, "ratio": 0.5, "aim": 2.5, "met": true}]}"""));
    }

    @Test
    void anAimIsMetUpToItselfAndNotBeyond() {
        assertThat(Row.atMost("", 5, null, 5).met()).isTrue();
        assertThat(Row.atMost("", 5.0001, null, 5).met()).isFalse();
    }

    @Test
    void thereIsNoRatioToNothing() {
        assertThat(Row.atMost("", 5, null, 5).ratio()).isNull();
        assertThat(Row.atMost("", 5, 0.0, 5).ratio()).isNull();
    }

    @Test
    void oneAimThatIsNotMetIsEnoughToFail() {
        var good = Row.atMost("good", 1, null, 1);
        var bad = Row.atMost("bad", 2, null, 1);

        assertThat(new Result("", "", List.of(good)).met()).isTrue();
        assertThat(new Result("", "", List.of(good, bad)).met()).isFalse();
        assertThat(new Result("", "", List.of(good, bad)).lines())
                .last()
                .asString()
                .endsWith("NO");
    }
}
