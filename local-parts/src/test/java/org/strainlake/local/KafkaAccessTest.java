package org.strainlake.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAccessTest {
    private static final String SERVICES = """
            experiments=virgo
            subject.uploader=up
            subject.notification=note
            subject.downloader=down
            subject.latency=late
            """;

    @TempDir
    Path directory;

    @Test
    void everybodyMayReadPublicEventsAndNothingElse() throws IOException {
        var open = read(SERVICES + "readers.virgo=member").bindings().stream()
                .filter(each -> each.entry().principal().equals("User:*"))
                .map(each -> each.pattern().name() + " " + each.entry().operation())
                .toList();

        assertThat(open).isEqualTo(List.of("strainlake.events.virgo.public READ"));
    }

    @Test
    void aReaderMayReadItsExperimentAndItsOwnGroups() throws IOException {
        var member = read(SERVICES + "readers.virgo=member").bindings().stream()
                .filter(each -> each.entry().principal().equals("User:member"))
                .map(each -> each.pattern().name() + " " + each.entry().operation())
                .toList();

        assertThat(member)
                .containsExactlyInAnyOrder(
                        "strainlake.events.virgo.proprietary READ", "strainlake.reader.member. READ");
    }

    @Test
    void whatIsNotMeantIsRefused() {
        for (var line : List.of(
                "readers.virgo=*",
                "readers.virgo=a.b",
                "readers.ligo=member",
                "reader.virgo=member",
                "subject.uploader=*",
                "subject.latency=up",
                "subject.dashboard=board",
                "experiments=")) {
            assertThatIllegalArgumentException().as(line).isThrownBy(() -> read(SERVICES + line));
        }
    }

    private KafkaAccess read(String text) throws IOException {
        return KafkaAccess.read(Files.writeString(directory.resolve("access.properties"), text));
    }
}
