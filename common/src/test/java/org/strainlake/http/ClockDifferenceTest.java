package org.strainlake.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {
    private final SetClock clock = new SetClock();
    private final ClockDifference difference = new ClockDifference("the other", clock);

    @ParameterizedTest
    @CsvSource({"300, 300 s ahead of ours", "-300, 300 s behind ours", "61, 61 s ahead of ours"})
    void aClockMoreThanAMinuteOffIsNamed(int secondsAhead, String trouble) {
        difference.look(answering(Duration.ofSeconds(secondsAhead)));

        assertThat(difference.trouble()).contains(trouble);
    }

    @ParameterizedTest
    @CsvSource({"0", "60", "-60"})
    void aMinuteIsForgiven(int secondsAhead) {
        difference.look(answering(Duration.ofSeconds(secondsAhead)));

        assertThat(difference.trouble()).isEmpty();
    }

    @Test
    void aClockThatWasSetRightIsNotSpokenOfAnyLonger() {
        difference.look(answering(Duration.ofMinutes(5)));
        clock.pass(Duration.ofSeconds(10));

        difference.look(answering(Duration.ZERO));

        assertThat(difference.trouble()).isEmpty();
    }

    @Test
    void ourOwnClockThatIsSetBackIsSeenAtTheNextAnswer() {
        var theirs = clock.instant();
        difference.look(answering(Duration.ZERO));
        clock.pass(Duration.ofMinutes(-5));

        difference.look(answering(Duration.between(clock.instant(), theirs)));

        assertThat(difference.trouble()).contains("300 s ahead of ours");
    }

    @Test
    void anAnswerWithoutAReadableDateSaysNothing() {
        difference.look(answering("yesterday"));

        assertThat(difference.trouble()).isEmpty();
    }

    private Answer answering(Duration ahead) {
        return answering(DateTimeFormatter.RFC_1123_DATE_TIME.format(
                clock.instant().plus(ahead).atZone(ZoneOffset.UTC)));
    }

    private static Answer answering(String date) {
        return new Answer(
                200,
                HttpHeaders.of(Map.of("Date", List.of(date)), (name, value) -> true),
                InputStream.nullInputStream());
    }
}
