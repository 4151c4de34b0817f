package org.strainlake.lake.rucio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.strainlake.http.Answer;

class FirstUseTest {
    private final FirstUse firstUse = new FirstUse(Duration.ofMinutes(1));
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void whileANewTokenIsTriedNobodyElseBringsIt() throws IOException, InterruptedException {
        var other = calling("new");

        firstUse.of("new", () -> {
            underWay.incrementAndGet();
            startedAndWaitingOrOver(other);
            return ended(200, "");
        });
        other.join();

        assertThat(answered).hasValue(2);
        assertThat(mostUnderWay).hasValue(1);
    }

    @Test
    void aTokenThatWasTakenIsBroughtByAnyNumber() throws IOException, InterruptedException {
        firstUse.of("known", () -> {
            underWay.incrementAndGet();
            return ended(200, "");
        });
        var other = calling("known");

        firstUse.of("known", () -> {
            underWay.incrementAndGet();
            startedAndWaitingOrOver(other);
            return ended(200, "");
        });
        other.join();

        assertThat(mostUnderWay).hasValue(2);
    }

    @Test
    void aTokenThatWasRefusedIsStillANewOne() throws IOException, InterruptedException {
        firstUse.of("bad", () -> {
            underWay.incrementAndGet();
            return ended(401, "CannotAuthenticate");
        });
        var other = calling("bad");

        firstUse.of("bad", () -> {
            underWay.incrementAndGet();
            startedAndWaitingOrOver(other);
            return ended(200, "");
        });
        other.join();

        assertThat(mostUnderWay).hasValue(1);
    }

    private Thread calling(String token) {
        return Thread.ofPlatform().unstarted(() -> {
            try {
                firstUse.of(token, () -> {
                    underWay.incrementAndGet();
                    return ended(200, "");
                });
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
    }

    private static void startedAndWaitingOrOver(Thread thread) {
        thread.start();
        await().until(() ->
                List.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED).contains(thread.getState()));
    }

    private Answer ended(int status, String exceptionClass) {
        mostUnderWay.accumulateAndGet(underWay.getAndDecrement(), Math::max);
        answered.incrementAndGet();
        Map<String, List<String>> headers =
                exceptionClass.isEmpty() ? Map.of() : Map.of("ExceptionClass", List.of(exceptionClass));
        return new Answer(status, HttpHeaders.of(headers, (name, value) -> true), InputStream.nullInputStream());
    }
}
