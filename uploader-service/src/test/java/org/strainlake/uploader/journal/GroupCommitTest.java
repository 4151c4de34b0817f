package org.strainlake.uploader.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.strainlake.lake.DataIdentifier;

class GroupCommitTest {
    private final Store store = new Store();
    private final GroupCommit commits = new GroupCommit(store, 10, 100, Duration.ofMillis(5));

    private static final class Store implements MarkStore {
        final List<List<Mark>> batches = new CopyOnWriteArrayList<>();
        final Semaphore open = new Semaphore(Integer.MAX_VALUE);
        volatile boolean away;

        @Override
        public void write(List<Mark> marks) {
            open.acquireUninterruptibly();
            if (away) {
                throw new QueryTimeoutException("the database is away");
            }
            if (marks.contains(mark(666))) {
                throw new DataIntegrityViolationException("not that one");
            }
            batches.add(List.copyOf(marks));
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        commits.close();
    }

    @Test
    void whatWaitsSharesACommit() throws Exception {
        store.open.drainPermits();
        var written = submit(0, 31);
        store.open.release(Integer.MAX_VALUE);

        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();

        assertThat(store.batches).as("the first may have gone alone").hasSizeLessThanOrEqualTo(5);
        assertThat(store.batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
        assertThat(store.batches.stream().flatMap(List::stream))
                .containsExactlyElementsOf(
                        IntStream.range(0, 31).mapToObj(GroupCommitTest::mark).toList());
    }

    @Test
    void nothingIsGivenUpWhileTheDatabaseIsAway() throws Exception {
        store.away = true;
        var written = submit(0, 3);
        await().until(() -> commits.trouble() != null);
        assertThat(written).noneMatch(CompletableFuture::isDone);

        store.away = false;

        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();
        assertThat(commits.trouble()).isNull();
    }

    @Test
    void oneImpossibleChangeTakesNoOtherWithIt() throws Exception {
        store.open.drainPermits();
        var written = new ArrayList<>(submit(0, 4));
        written.add(commits.submit(mark(666)));
        written.addAll(submit(4, 8));
        store.open.release(Integer.MAX_VALUE);

        var impossible = written.remove(4);

        CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(impossible::get)
                .withCauseInstanceOf(DataIntegrityViolationException.class);
    }

    private List<CompletableFuture<Void>> submit(int from, int to) throws InterruptedException {
        var written = new ArrayList<CompletableFuture<Void>>();
        for (int i = from; i < to; i++) {
            written.add(commits.submit(mark(i)));
        }
        return written;
    }

    private static Mark mark(int i) {
        return new Mark.Told(new DataIdentifier("virgo", "V-V1_HOFT-" + i + "-1.h5"));
    }
}
