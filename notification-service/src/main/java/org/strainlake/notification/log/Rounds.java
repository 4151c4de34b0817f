package org.strainlake.notification.log;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.strainlake.thread.Threads;

/** Does the same again and again, in a thread of its own, while this instance is the writer. */
public final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Round round;
    private @Nullable Going going;

    /** Nothing begins yet. */
    public Rounds(String name, Round round) {
        this.name = name;
        this.round = round;
    }

    /** One time; waits for the next by itself. */
    @FunctionalInterface
    public interface Round {
        /** Does it. */
        void run() throws InterruptedException;
    }

    /** The first round begins. */
    public synchronized void begin() {
        going = new Going();
        going.thread.start();
    }

    /** Interrupts the round that goes on; on return it has ended. */
    public synchronized void end() {
        var working = going;
        if (working != null) {
            going = null;
            working.end();
        }
    }

    private final class Going {
        private final Thread thread = Thread.ofVirtual().name(name).unstarted(this::work);
        private volatile boolean ended;

        private void work() {
            try {
                while (!ended) {
                    round.run();
                }
            } catch (InterruptedException e) {
                LOG.debug("the {} stop", name);
            }
        }

        private void end() {
            ended = true;
            Threads.end(thread); // on return nobody writes any more
        }
    }
}
