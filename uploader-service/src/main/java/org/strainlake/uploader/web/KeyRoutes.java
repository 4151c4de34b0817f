package org.strainlake.uploader.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.strainlake.audit.AuditEntry.What;
import org.strainlake.audit.Auditor;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.PublicRoutes;
import org.strainlake.uploader.journal.DatasetKeys;

/** Keys of sealed datasets: for everybody once they are released, before for those who may read the dataset. */
@RestController
@RequestMapping("/v1/keys")
class KeyRoutes {
    private final DatasetKeys keys;
    private final Gate gate;
    private final Auditor auditor;

    KeyRoutes(DatasetKeys keys, Gate gate, Auditor auditor) {
        this.auditor = auditor;
        this.keys = keys;
        this.gate = gate;
    }

    /** The key as Tink's JSON keyset, in clear. */
    @GetMapping(path = "/{scope}/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> key(
            @Nullable Authentication caller,
            @PathVariable String scope,
            @PathVariable String name,
            HttpServletRequest request) {
        var dataset = new DataIdentifier(scope, name);
        // Decided by the name alone, before anybody looks whether there is such a dataset.
        if (!gate.mayRead(caller, dataset)) {
            throw Gate.denied();
        }
        var held = keys.known(dataset).orElseThrow(() -> new UnknownKey(dataset.toString()));
        if (!gate.isPublic(dataset)) {
            auditor.require(What.KEY_DISCLOSED, request, caller, gate.experimentOf(scope), dataset, null);
        }
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(held.key().discloseForRelease());
    }

    /** Routes that a caller without a token may reach. */
    @Configuration(proxyBeanMethods = false)
    static class Routes {
        @Bean
        PublicRoutes keysMayBePublic() {
            return PublicRoutes.of("/v1/keys/*/*");
        }
    }
}
