package org.strainlake.downloader.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.mock.env.MockEnvironment;
import org.strainlake.lake.DataIdentifier;
import tools.jackson.databind.json.JsonMapper;

class FollowSettingsTest {
    private static final Instant GIVEN = Instant.parse("2026-11-24T12:00:00Z");
    private static final DataIdentifier DATASET = DataIdentifier.parse("virgo:V-V1_HOFT-0-3600");

    @Test
    void aConfiguredFollowKeepsEveryChunkOnDiskForTenMinutesOfTryingUnlessItSaysOtherwise() {
        var follow = read(Map.of()).follow("low-latency", Follow.Origin.CONFIGURATION, GIVEN);

        assertThat(follow.sinks())
                .containsExactly(new SinkSpec(new DirectorySpec(Path.of("/data/low-latency"), 0, true)));
        assertThat(follow.from()).isEqualTo(Follow.From.NOW);
        assertThat(follow.lossDeadline()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void everySettingIsRead() {
        var follow = read(Map.of(
                        "sinks[0].directory.keep", "300",
                        "sinks[0].directory.fsync", "false",
                        "from", "oldest",
                        "loss-deadline", "90s"))
                .follow("low-latency", Follow.Origin.CONFIGURATION, GIVEN);

        assertThat(follow.sinks())
                .containsExactly(new SinkSpec(new DirectorySpec(Path.of("/data/low-latency"), 300, false)));
        assertThat(follow.from()).isEqualTo(Follow.From.OLDEST);
        assertThat(follow.lossDeadline()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void aMisspelledKeyAndARelativePathStopTheStart() {
        assertThatThrownBy(() -> read(Map.of("sinks[0].directory.kep", "300")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("kep");
        assertThatThrownBy(() -> read(Map.of("sinks[0].directory.path", "data")))
                .isInstanceOf(BindException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itSurvivesBeingWrittenAsJson() {
        var json = JsonMapper.builder().build();
        var settings = read(Map.of("from", "oldest"));

        assertThat(json.readValue(json.writeValueAsString(settings), FollowSettings.class))
                .isEqualTo(settings);
        assertThat(json.readValue("""
                        {"experiment": "virgo", "datasets": "virgo:V*", "sinks": [{"directory": {"path": "/d"}}]}""", FollowSettings.class))
                .extracting(FollowSettings::sinks)
                .isEqualTo(List.of(new SinkSpec(new DirectorySpec(Path.of("/d"), 0, true))));
    }

    @Test
    void aFollowSeesWhatIsLoggedFromThenOnUnlessItAsksForTheOldest() {
        var fromNow = read(Map.of()).follow("now", Follow.Origin.REST, GIVEN);
        var fromOldest = read(Map.of("from", "oldest")).follow("oldest", Follow.Origin.REST, GIVEN);
        var earlier = GIVEN.minusMillis(1);

        assertThat(fromNow.wants("virgo", DATASET, GIVEN)).isTrue();
        assertThat(fromNow.wants("virgo", DATASET, earlier)).isFalse();
        assertThat(fromOldest.wants("virgo", DATASET, earlier)).isTrue();
        assertThat(fromOldest.wants("ligo", DATASET, GIVEN)).isFalse();
    }

    @Test
    void callersMayUseDirectoriesBelowARootOnlyAndNotByALinkOutOfIt(@TempDir Path directory) throws IOException {
        var root = Files.createDirectory(directory.resolve("root"));
        var outside = Files.createDirectory(directory.resolve("outside"));
        Files.createSymbolicLink(root.resolve("link"), outside);
        var sinks = new SinkProperties(List.of(root));

        assertThat(sinks.allow(root.resolve("new/deeper"))).isTrue();
        assertThat(sinks.allow(root)).isFalse();
        assertThat(sinks.allow(outside.resolve("new"))).isFalse();
        assertThat(sinks.allow(root.resolve("link/new"))).isFalse();
        assertThat(new SinkProperties(List.of()).allow(root.resolve("new"))).isFalse();
    }

    private static FollowSettings read(Map<String, String> more) {
        var environment = new MockEnvironment()
                .withProperty("strainlake.follows.low-latency.experiment", "virgo")
                .withProperty("strainlake.follows.low-latency.datasets", "virgo:V-V1_HOFT*")
                .withProperty("strainlake.follows.low-latency.sinks[0].directory.path", "/data/low-latency");
        more.forEach((key, value) -> environment.setProperty("strainlake.follows.low-latency." + key, value));
        return ConfiguredFollows.read(environment).values().iterator().next();
    }
}
