package org.strainlake.benchmark.feed;

import java.util.Arrays;

/** What one reader has, in the order in which it came. Written by one thread, read by any. */
final class Inbox {
    private static final int SOME = 1024;

    private int[] numbers = new int[SOME];
    private long[] nanos = new long[SOME];
    private int size;

    /**
     * An event has come.
     *
     * @param number of the announcement, negative if there was none such
     * @param at when, on the clock of {@link System#nanoTime}
     */
    synchronized void take(int number, long at) {
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        numbers[size] = number;
        nanos[size] = at;
        size++;
    }

    synchronized int size() {
        return size;
    }

    synchronized int[] numbers() {
        return Arrays.copyOf(numbers, size);
    }

    synchronized long[] nanos() {
        return Arrays.copyOf(nanos, size);
    }
}
