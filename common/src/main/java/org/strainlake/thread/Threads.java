package org.strainlake.thread;

/** Ends threads. */
public final class Threads {
    private Threads() {}

    /**
     * Interrupts a thread, and returns when it has ended: not before, however often the caller is interrupted, who stays
     * so then. For a thread that uses what the caller closes next.
     */
    public static void end(Thread thread) {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
