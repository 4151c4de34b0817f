package org.strainlake.notification.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.strainlake.notification.log.FeedTopic;

class FeedCursorTest {
    @Test
    void aCursorIsReadAsItWasWritten() {
        var cursor = new FeedCursor(new TreeMap<>(Map.of(
                new FeedTopic("virgo", true), new FeedCursor.Place("x-_1", 17),
                new FeedTopic("einstein.telescope", false), new FeedCursor.Place("y", 0))));

        assertThat(FeedCursor.parse(cursor.toString())).isEqualTo(cursor);
        assertThat(cursor.toString()).matches("[\\w-]+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "virgo.public", "virgo.public=x@-1", "virgo.secret=x@1", "=x@1", "virgo.public=x@1,"})
    void anythingElseIsNoCursor(String text) {
        var written = Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));

        assertThatIllegalArgumentException().isThrownBy(() -> FeedCursor.parse(written));
    }

    @Test
    void textThatIsNotEvenEncodedIsNoCursor() {
        assertThatIllegalArgumentException().isThrownBy(() -> FeedCursor.parse("%%%"));
    }
}
