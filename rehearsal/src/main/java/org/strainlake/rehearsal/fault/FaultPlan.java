package org.strainlake.rehearsal.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Which faults strike when.
 *
 * @param faults by chunk
 */
public record FaultPlan(List<PlannedFault> faults) {
    /** Time for the rules to be in place, in seconds. */
    private static final double HEAD_SECONDS = 8;

    /** Time in which the last fault can be told. */
    private static final double TAIL_SECONDS = 10;

    /** Incidents of one kind and place that are nearer could be taken for one. */
    private static final double APART_SECONDS = 6;

    private static final double ROUNDING = 1e-6;
    private static final Set<String> MEMBERS = Set.of("id", "kind", "chunk");

    public FaultPlan {
        faults = faults.stream()
                .sorted(Comparator.comparingLong(PlannedFault::chunk))
                .toList();
    }

    /**
     * Every kind once, in an order and at chunks that the seed decides.
     *
     * @param chunks length of the run
     * @param speed chunks a second
     * @throws IllegalArgumentException if the run is too short for it
     */
    public static FaultPlan all(long seed, long chunks, double speed) {
        var kinds = new ArrayList<>(Arrays.asList(FaultKind.values()));
        var random = new Random(seed);
        Collections.shuffle(kinds, random);
        var dense = placed(kinds, speed, kind -> 0);
        double spare = chunks / speed - dense.getLast().chunk() / speed - TAIL_SECONDS;
        if (spare < 0) {
            throw new IllegalArgumentException("--faults all needs a run of at least "
                    + (long) Math.ceil(chunks / speed - spare) + " s, so that no two faults are taken for one");
        }
        double most = Math.max(0, spare / kinds.size() - 1 / speed);
        return new FaultPlan(placed(kinds, speed, kind -> random.nextDouble() * most));
    }

    /** Faults of these kinds in this order, each as soon after those before it as may be, and a pause later. */
    private static List<PlannedFault> placed(List<FaultKind> kinds, double speed, ToDoubleFunction<FaultKind> pause) {
        var faults = new ArrayList<PlannedFault>();
        for (var kind : kinds) {
            double second = HEAD_SECONDS;
            for (var earlier : faults) {
                second = Math.max(second, second(earlier, speed) + between(earlier.kind(), kind));
            }
            if (!faults.isEmpty()) {
                var last = faults.getLast();
                second = Math.max(second, second(last, speed) + last.kind().seconds());
            }
            second += pause.applyAsDouble(kind);
            faults.add(new PlannedFault(kind.word(), kind, (long) Math.ceil(second * speed - ROUNDING) + 1));
        }
        return faults;
    }

    /** When it strikes, in seconds after the run's beginning. */
    private static double second(PlannedFault fault, double speed) {
        return (fault.chunk() - 1) / speed;
    }

    /** How far two faults must be apart so that neither is taken for the other or hidden by it, in seconds. */
    private static double between(FaultKind earlier, FaultKind later) {
        if (earlier.isDisruptive() || later.isDisruptive()) {
            return Math.max(APART_SECONDS, earlier.seconds());
        }
        if (earlier.renewsToken() && later.renewsToken()) {
            return earlier.seconds();
        }
        boolean isAlike =
                later.deviation().equals(earlier.deviation()) && later.where().equals(earlier.where());
        return isAlike ? APART_SECONDS : 0;
    }

    /**
     * Reads a plan.
     *
     * @param chunks length of the run
     * @param speed chunks a second
     * @throws IOException naming the file and what is wrong with it
     */
    public static FaultPlan read(Path file, long chunks, double speed) throws IOException {
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object root = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            var plan = parse(root);
            plan.check(chunks, speed);
            return plan;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no plan of faults " + file, e);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IOException("the plan of faults " + file + ": " + e.getMessage(), e);
        }
    }

    /** How many chunks have their only copy spoiled. */
    public long spoiled() {
        return faults.stream().filter(fault -> fault.kind().spoils()).count();
    }

    private static FaultPlan parse(Object root) {
        if (!(root instanceof Map<?, ?> map)
                || !map.keySet().equals(Set.of("faults"))
                || !(map.get("faults") instanceof List<?> listed)
                || listed.isEmpty()) {
            throw new IllegalArgumentException("it holds a list named faults, not empty, and nothing else");
        }
        var faults = new ArrayList<PlannedFault>();
        for (var each : listed) {
            if (!(each instanceof Map<?, ?> fault) || !MEMBERS.containsAll(fault.keySet())) {
                throw new IllegalArgumentException("a fault has a kind, a chunk and perhaps an id, not " + each);
            }
            if (!(fault.get("kind") instanceof String word)
                    || !(fault.get("chunk") instanceof Number chunk)
                    || chunk.doubleValue() != chunk.longValue()) {
                throw new IllegalArgumentException("a fault needs a kind and the number of a chunk: " + each);
            }
            var kind = FaultKind.ofWord(word);
            var id = fault.get("id") instanceof String given ? given : word + "-" + chunk.longValue();
            faults.add(new PlannedFault(id, kind, chunk.longValue()));
        }
        return new FaultPlan(faults);
    }

    private void check(long chunks, double speed) {
        var ids = new HashSet<String>();
        for (int i = 0; i < faults.size(); i++) {
            var fault = faults.get(i);
            if (!ids.add(fault.id())) {
                throw new IllegalArgumentException("two faults are called " + fault.id());
            }
            if (second(fault, speed) < HEAD_SECONDS - ROUNDING
                    || fault.chunk() > chunks - TAIL_SECONDS * speed + ROUNDING) {
                throw new IllegalArgumentException(fault.id() + " strikes in the first " + (int) HEAD_SECONDS
                        + " or the last " + (int) TAIL_SECONDS + " seconds of the run");
            }
            for (var later : faults.subList(i + 1, faults.size())) {
                double apart = second(later, speed) - second(fault, speed);
                if (apart < between(fault.kind(), later.kind()) - ROUNDING) {
                    throw new IllegalArgumentException(fault.id() + " and " + later.id()
                            + " are so near each other that one could be taken for the other");
                }
            }
        }
    }
}
