package org.strainlake.downloader.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GroupSyncTest {
    @Test
    void thoseWhoComeWhileASyncIsUnderWayShareTheNextOne() throws InterruptedException {
        var syncs = new AtomicInteger();
        var firstMayEnd = new CountDownLatch(1);
        var group = new GroupSync(() -> {
            if (syncs.incrementAndGet() == 1) {
                uninterruptibly(firstMayEnd);
            }
        });
        var threads = new ArrayList<Thread>();
        threads.add(Thread.ofPlatform().start(() -> sync(group)));
        await().until(() -> syncs.get() == 1);

        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> sync(group)));
        }
        await().until(() -> threads.stream().skip(1).allMatch(each -> each.getState() == Thread.State.WAITING));
        firstMayEnd.countDown();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(syncs).hasValue(2);
    }

    @Test
    void aSyncThatFailsIsNoSync() throws IOException {
        var syncs = new AtomicInteger();
        var group = new GroupSync(() -> {
            if (syncs.incrementAndGet() == 1) {
                throw new IOException("disk gone");
            }
        });

        assertThatThrownBy(group::await).isInstanceOf(IOException.class);
        group.await();

        assertThat(syncs).hasValue(2);
    }

    private static void sync(GroupSync group) {
        try {
            group.await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
