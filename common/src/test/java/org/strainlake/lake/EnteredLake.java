package org.strainlake.lake;

import java.io.IOException;
import org.strainlake.http.OutboundHttp;
import org.strainlake.token.TokenSource;

/**
 * A lake that tests have entered with tokens as a client of the issuer, with the clients that the services use.
 *
 * @param access where it is, to enter it otherwise
 * @param http trusts its certificates
 * @param tokens of the client
 * @param lake its catalogue and its storages, with every right the client may have
 */
public record EnteredLake(LakeAccess access, OutboundHttp http, TokenSource tokens, DataLake lake)
        implements AutoCloseable {

    /** Enters as {@code uploader}, who may write. */
    public static EnteredLake asUploader(LakeAccess access) throws IOException {
        var http = access.http();
        var tokens = access.tokens(http, "uploader");
        return new EnteredLake(
                access, http, tokens, DataLake.of(access.catalogue(http, tokens), access.storage(http, tokens)));
    }

    @Override
    public void close() {
        http.close();
    }
}
