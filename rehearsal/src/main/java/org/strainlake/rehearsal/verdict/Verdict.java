package org.strainlake.rehearsal.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a rehearsal succeeded.
 *
 * @param complaints what is wrong, each a sentence; empty if nothing is
 */
public record Verdict(List<String> complaints) {
    public Verdict {
        complaints = List.copyOf(complaints);
    }

    /**
     * Judges a book and the files that it speaks of.
     *
     * @param planned chunks that the rehearsal asked for
     * @param book what the book says
     * @param files what lies in the delivered directory, compared with the uploader's list
     * @param lake the lake's own word
     */
    public static Verdict of(long planned, Book book, DeliveredFiles files, LakeContent lake) {
        return new Verdict(complaints(planned, book, files, lake, book.late(), Set.of()));
    }

    private static List<String> complaints(
            long planned, Book book, DeliveredFiles files, LakeContent lake, long late, Set<String> spoiled) {
        var complaints = new ArrayList<String>();
        if (!book.balances()) {
            complaints.add("the book does not balance: " + book);
        }
        if (book.expected() != planned) {
            complaints.add("the book expects " + book.expected() + " chunks, " + planned + " were planned");
        }
        if (!book.closed()) {
            complaints.add("the book is still open: " + book.pending() + " chunks are pending");
        }
        count(complaints, book.lost(), "lost");
        count(complaints, late, "late");
        count(complaints, book.corrupted() - spoiled.size(), "corrupted");
        count(complaints, spoiled.size() - book.corrupted(), "spoiled and not booked as corrupted");
        count(complaints, book.withheld(), "withheld from the follower");
        long there = files.good() + files.gone();
        if (book.delivered() + book.late() != there) {
            complaints.add("the book says " + (book.delivered() + book.late())
                    + " chunks were delivered, the directory holds or held " + there);
        }
        count(complaints, files.missing() - spoiled.size(), "missing in the delivered directory");
        count(complaints, files.different(), "different from what was uploaded");
        count(complaints, files.strange(), "in the delivered directory that nobody uploaded");
        var unexplained = new ArrayList<>(lake.differences());
        long undelivered = spoiled.stream()
                .filter(name -> unexplained.remove(LakeContent.undelivered(name)))
                .count();
        if (lake.files() != there + undelivered) {
            complaints.add("the catalogue has " + lake.files() + " files in the datasets of the run, " + there
                    + " were delivered");
        }
        complaints.addAll(unexplained);
        return complaints;
    }

    /** The same, with what was wrong with the embargo. */
    public Verdict and(EmbargoTrial trial, long planned) {
        var all = new ArrayList<>(complaints);
        if (trial.insiderRead() != planned) {
            all.add("the insider read " + trial.insiderRead() + " of " + planned + " chunks under the embargo");
        }
        if (trial.outsiderWithheld() != planned) {
            all.add("the book says that " + trial.outsiderWithheld() + " of " + planned
                    + " chunks were withheld from the outsider");
        }
        if (trial.outsiderAttempts() == 0) {
            all.add("the outsider tried nothing");
        }
        trial.traces().forEach(what -> all.add("there is " + what));
        trial.learned().forEach(what -> all.add("the outsider learned from " + what));
        if (trial.anonymousRead() != planned) {
            all.add("after the release " + trial.anonymousRead() + " of " + planned
                    + " chunks were read without a token");
        }
        if (trial.outsiderDelivered() != planned) {
            all.add("after the release the outsider's follow has " + trial.outsiderDelivered() + " of " + planned
                    + " chunks");
        }
        return new Verdict(all);
    }

    /** The same, with what was wrong with the seconds that were left out. */
    public Verdict and(LeftOut leftOut) {
        var all = new ArrayList<>(complaints);
        all.addAll(leftOut.complaints());
        return new Verdict(all);
    }

    /** The same, with what was wrong with the sealed days; if there are any, they are all days of the run. */
    public Verdict and(List<SealedDay> days, Book book) {
        var all = new ArrayList<>(complaints);
        days.forEach(day -> all.addAll(day.differences()));
        if (!days.isEmpty() && !SealedDay.classes(days).equals(SealedDay.classes(book))) {
            all.add("the sealed days have " + SealedDay.classes(days) + ", the book has " + SealedDay.classes(book));
        }
        return new Verdict(all);
    }

    /**
     * The verdict on a run in which faults were made: chunks that a fault held up may be late, those whose only copy was
     * spoiled are corrupted and no others, and the book names each fault and no other.
     *
     * @param planned chunks that the rehearsal asked for
     * @param book what the book says
     * @param files what lies in the delivered directory, compared with the uploader's list
     * @param lake the lake's own word
     */
    public static Verdict of(long planned, Book book, DeliveredFiles files, LakeContent lake, FaultTrial trial) {
        var complaints = complaints(planned, book, files, lake, trial.lateForNoFault(), trial.spoiled());
        trial.unstruck().forEach(id -> complaints.add("the fault " + id + " could not be made"));
        for (var fault : trial.planned()) {
            if (trial.named().stream().noneMatch(fault::is)) {
                complaints.add("the book does not name " + fault.told());
            }
        }
        for (var fault : trial.named()) {
            if (trial.planned().stream().noneMatch(fault::is)) {
                complaints.add("the book names what nobody planned: " + fault.told());
            }
        }
        return new Verdict(complaints);
    }

    /** Whether nothing is wrong. */
    public boolean succeeded() {
        return complaints.isEmpty();
    }

    private static void count(List<String> complaints, long count, String what) {
        if (count > 0) {
            complaints.add(count + (count == 1 ? " chunk is " : " chunks are ") + what);
        }
    }
}
