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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.strainlake.rehearsal.stage.StageOptions;
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

    /** Orders that are drawn until the run is long enough for one. */
    private static final int MOST_DRAWS = 20;

    private static final double ROUNDING = 1e-6;
    private static final Set<String> MEMBERS = Set.of("id", "kind", "chunk");

    public FaultPlan {
        faults = faults.stream()
                .sorted(Comparator.comparingLong(PlannedFault::chunk))
                .toList();
    }

    /**
     * Every kind that can be made there once, in an order and at chunks that the seed decides.
     *
     * @param standIn whether the lake is the stand-in, not the test bed
     * @param chunks length of the run
     * @param speed chunks a second
     * @throws IllegalArgumentException if the run is too short for it
     */
    public static FaultPlan all(boolean standIn, long seed, long chunks, double speed) {
        var kinds = Arrays.stream(FaultKind.values())
                .filter(kind -> kind.isPossible(standIn))
                .collect(Collectors.toCollection(ArrayList::new));
        var random = new Random(seed);
        double shortest = Double.MAX_VALUE;
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            Collections.shuffle(kinds, random);
            var dense = placed(kinds, speed, kind -> 0);
            long last = dense.stream().mapToLong(PlannedFault::chunk).max().orElseThrow();
            double spare = (chunks - last) / speed - TAIL_SECONDS;
            if (spare >= 0) {
                double most = Math.max(0, spare / kinds.size() - 1 / speed);
                return new FaultPlan(placed(kinds, speed, kind -> random.nextDouble() * most));
            }
            shortest = Math.min(shortest, chunks / speed - spare);
        }
        throw new IllegalArgumentException("--faults all needs a run of at least " + (long) Math.ceil(shortest)
                + " s, so that no two faults are taken for one");
    }

    /** Faults of these kinds in this order, each as soon after those before it as may be, and a pause later. */
    private static List<PlannedFault> placed(List<FaultKind> kinds, double speed, ToDoubleFunction<FaultKind> pause) {
        var faults = new ArrayList<PlannedFault>();
        for (var kind : kinds) {
            double second = HEAD_SECONDS;
            for (var earlier : faults) {
                second =
                        Math.max(second, second(earlier, speed) + earlier.kind().until(kind));
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

    /**
     * Reads a plan.
     *
     * @param standIn whether the lake is the stand-in, not the test bed
     * @param chunks length of the run
     * @param speed chunks a second
     * @throws IOException naming the file and what is wrong with it
     */
    public static FaultPlan read(boolean standIn, Path file, long chunks, double speed) throws IOException {
        try {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object root = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            var plan = parse(root);
            plan.check(standIn, chunks, speed);
            return plan;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no plan of faults " + file, e);
        } catch (YAMLException | IllegalArgumentException e) {
            throw new IOException("the plan of faults " + file + ": " + e.getMessage(), e);
        }
    }

    /** What a stage must be able to do for it. */
    public Set<StageOptions.Harm> needs() {
        return faults.stream()
                .flatMap(fault -> Optional.ofNullable(fault.kind().needs()).stream())
                .collect(Collectors.toSet());
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

    private void check(boolean standIn, long chunks, double speed) {
        var ids = new HashSet<String>();
        for (int i = 0; i < faults.size(); i++) {
            var fault = faults.get(i);
            if (!ids.add(fault.id())) {
                throw new IllegalArgumentException("two faults are called " + fault.id());
            }
            if (!fault.kind().isPossible(standIn)) {
                throw new IllegalArgumentException(fault.id() + " is a fault that can be made in the "
                        + (standIn ? "test bed" : "stand-in") + " only");
            }
            if (second(fault, speed) < HEAD_SECONDS - ROUNDING
                    || fault.chunk() > chunks - TAIL_SECONDS * speed + ROUNDING) {
                throw new IllegalArgumentException(fault.id() + " strikes in the first " + (int) HEAD_SECONDS
                        + " or the last " + (int) TAIL_SECONDS + " seconds of the run");
            }
            for (var later : faults.subList(i + 1, faults.size())) {
                double apart = second(later, speed) - second(fault, speed);
                if (apart < fault.kind().until(later.kind()) - ROUNDING) {
                    throw new IllegalArgumentException(fault.id() + " and " + later.id()
                            + " are so near each other that one could be taken for the other");
                }
            }
        }
    }
}
