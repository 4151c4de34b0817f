package org.strainlake.emulator.rest;

import java.util.LinkedHashMap;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.strainlake.emulator.catalogue.Refusal;
import org.strainlake.emulator.catalogue.StorageView;

/** RSEs; they come from the settings and cannot be changed here. */
@Component
class RseCalls {
    private final Answers answers;
    private final StorageView storages;

    RseCalls(Answers answers, StorageView storages) {
        this.answers = answers;
        this.storages = storages;
    }

    ServerResponse list(ServerRequest request) {
        return answers.stream(
                request.param("expression").map(storages::selected).orElseGet(storages::all));
    }

    ServerResponse get(ServerRequest request) {
        return answers.json(storages.one(request.pathVariable("rse")));
    }

    ServerResponse attributes(ServerRequest request) {
        return answers.json(storages.attributes(request.pathVariable("rse")));
    }

    ServerResponse protocols(ServerRequest request) {
        return answers.json(storages.protocols(request.pathVariable("rse")));
    }

    ServerResponse addresses(ServerRequest request) {
        var rse = request.pathVariable("rse");
        var scheme = storages.protocols(rse).getFirst().get("scheme");
        request.param("scheme").filter(asked -> !asked.equals(scheme)).ifPresent(asked -> {
            throw new Refusal(
                    404, "RSEProtocolNotSupported", "RSE '" + rse + "' does not support protocol '" + asked + "'");
        });
        var addresses = new LinkedHashMap<String, Object>();
        for (var lfn : request.params().getOrDefault("lfn", java.util.List.of())) {
            int colon = lfn.indexOf(':');
            if (colon < 0) {
                throw new Refusal(400, "InvalidPath", "LFN in invalid format");
            }
            addresses.put(lfn, storages.address(rse, lfn.substring(0, colon), lfn.substring(colon + 1)));
        }
        return answers.json(addresses);
    }
}
