package org.strainlake.emulator.catalogue;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.storage.StorageElements;

/** Copies: registered, and their states changed. Each change is all or nothing. Thread-safe. */
@Component
public class Registrations {
    private final State state;
    private final Checks checks;
    private final StorageElements elements;
    private final InstantSource clock;

    Registrations(State state, Checks checks, StorageElements elements, InstantSource clock) {
        this.state = state;
        this.checks = checks;
        this.elements = elements;
        this.clock = clock;
    }

    /** Registers copies; one that is registered on the RSE already stays as it is, whatever it looks like. */
    public void register(Account by, String rse, List<NewFile> files) {
        checks.rse(rse);
        checkMayRegister(by, rse);
        files.forEach(file -> Checks.form(file.scope(), file.name()));
        state.locked(() -> {
            state.change(registrations(by, rse, files, new HashMap<>()));
            return files;
        });
    }

    /** Refuses whoever may not register copies. */
    void checkMayRegister(Account by, String rse) {
        if (!by.isPrivileged()) {
            throw Checks.denied(by, "can not add file replicas on " + rse + ". ");
        }
    }

    /** The changes that register what is not registered on the RSE yet; noted in {@code pending} by their DIDs. */
    List<Change> registrations(Account by, String rse, List<NewFile> files, Map<String, Change.Registered> pending) {
        long now = clock.millis();
        var changes = new ArrayList<Change>();
        for (var file : files) {
            checks.scope(file.scope());
            checkPfn(rse, file);
            var known = state.find(file.scope(), file.name());
            if (known instanceof Did.Collection) {
                throw new Refusal(409, "DataIdentifierAlreadyExists", "Data Identifier already exists!");
            }
            var key = file.scope() + ":" + file.name();
            boolean there = known instanceof Did.File registered && registered.replica(rse) != null;
            if (there || pending.containsKey(key)) {
                continue;
            }
            var bytes = file.bytes() != null
                    ? file.bytes()
                    : known instanceof Did.File registered ? Long.valueOf(registered.bytes) : null;
            if (bytes == null) {
                throw new Refusal(400, "KeyError", "'bytes' not defined");
            }
            var change = new Change.Registered(
                    file.scope(),
                    file.name(),
                    rse,
                    file.replicaState(),
                    bytes,
                    file.adler32(),
                    file.md5(),
                    by.name(),
                    now);
            pending.put(key, change);
            changes.add(change);
        }
        return changes;
    }

    private void checkPfn(String rse, NewFile file) {
        var given = file.pfn();
        if (given == null) {
            return;
        }
        var expected = elements.named(rse).orElseThrow().address(Deterministic.path(file.scope(), file.name()));
        if (!expected.equals(given)) {
            throw new Refusal(
                    400,
                    "InvalidPath",
                    "One of the PFNs provided {'" + given + "'} for [{'scope': '" + file.scope() + "', 'name': '"
                            + file.name() + "'}] does not match the Rucio expected PFNs: {'" + expected + "'}");
        }
    }

    /** Changes the state of copies that are registered. */
    public void setReplicaStates(Account by, String rse, List<NewFile> files) {
        checks.rse(rse);
        if (!by.isPrivileged()) {
            throw Checks.denied(by, "can not update file replicas state on " + rse + ". ");
        }
        state.locked(() -> {
            var changes = new ArrayList<Change>();
            for (var file : files) {
                var replica =
                        state.find(file.scope(), file.name()) instanceof Did.File known ? known.replica(rse) : null;
                if (replica == null) {
                    throw new Refusal(
                            500,
                            "ReplicaNotFound",
                            "No row found for scope: " + file.scope() + " name: " + file.name() + " rse: " + rse);
                }
                changes.add(new Change.Registered(
                        file.scope(),
                        file.name(),
                        rse,
                        file.replicaState(),
                        replica.bytes(),
                        replica.adler32(),
                        null,
                        by.name(),
                        clock.millis()));
            }
            state.change(changes);
            return changes;
        });
    }
}
