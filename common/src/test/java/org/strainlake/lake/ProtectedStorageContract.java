package org.strainlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.strainlake.checksum.Adler32Checksum;

/** Promises of a storage that checks tokens: whoever lacks the right scope neither writes nor reads there. */
public abstract class ProtectedStorageContract extends LakeContract {
    private static final byte[] BYTES = noise(1_000);
    private static final String READ = "storage.read:/";

    /**
     * Whether scopes are compared with paths part by part, as the WLCG profile has it: then {@code /vir} does not
     * open {@code /virgo}. XRootD 5.5 compares characters.
     */
    protected abstract boolean comparesWholePathParts();

    @Override
    final String rse() {
        return access().protectedRse();
    }

    private Storage storage(String readScope, String writeScope) {
        return access().storage(entered().http(), entered().tokens(), readScope, writeScope);
    }

    private static StoreResult put(Storage storage, URI url) {
        return storage.put(url, Content.of(BYTES), Adler32Checksum.of(BYTES));
    }

    private static FetchResult get(Storage storage, URI url) throws IOException {
        return storage.get(url, null, new ByteArrayOutputStream());
    }

    /** Scopes for all of that path, given without the slash at its beginning. */
    private static String writing(String path) {
        return "storage.read:/%1$s storage.create:/%1$s storage.modify:/%1$s".formatted(path);
    }

    private String top() {
        return scope().split("\\.", -1)[0];
    }

    @Test
    void withTheRightsForItsPathAFileIsWrittenReadAndDeleted() throws IOException {
        var url = place("allowed.h5");
        var storage = storage("storage.read:/" + top(), writing(top()));

        assertThat(put(storage, url)).isEqualTo(new StoreResult.Stored(Adler32Checksum.of(BYTES)));
        assertThat(get(storage, url)).isEqualTo(new FetchResult.Fetched(BYTES.length, Adler32Checksum.of(BYTES)));
        storage.delete(url);
        assertThat(storage().head(url)).isEmpty();
    }

    @Test
    void withoutTheRightToWriteAPutIsRefusedAndNothingIsThere() throws IOException {
        var url = place("unwritten.h5");

        assertThat(put(storage(READ, READ), url)).isInstanceOf(StoreResult.Refused.class);

        assertThat(storage().head(url)).isEmpty();
    }

    @Test
    void withoutTheRightToReadAGetIsRefusedWhetherTheFileIsThereOrNot() throws IOException {
        var url = place("unread.h5");
        put(url, BYTES);
        var blind = storage("storage.create:/", writing(""));

        assertThat(get(blind, url)).isInstanceOf(FetchResult.Refused.class);
        assertThat(get(blind, place("unread-and-missing.h5"))).isInstanceOf(FetchResult.Refused.class);
    }

    @Test
    void aTokenForAPathElsewhereOpensNothingHere() throws IOException {
        var url = place("elsewhere.h5");
        var storage = storage("storage.read:/elsewhere", writing("elsewhere"));

        assertThat(put(storage, url)).isInstanceOf(StoreResult.Refused.class);
        put(url, BYTES);
        assertThat(get(storage, url)).isInstanceOf(FetchResult.Refused.class);
        assertThat(put(storage, url)).isInstanceOf(StoreResult.Refused.class);

        assertThat(got(url)).isEqualTo(BYTES);
    }

    @Test
    void withoutATokenNobodyIsLetIn() throws IOException {
        var url = place("anonymous.h5");
        put(url, BYTES);
        var anonymous = storage("", "");

        assertThat(get(anonymous, url)).isInstanceOf(FetchResult.Refused.class);
        assertThat(put(anonymous, place("anonymous-put.h5"))).isNotInstanceOf(StoreResult.Stored.class);
        assertThat(storage().head(place("anonymous-put.h5"))).isEmpty();
    }

    @Test
    void aTokenForTheBeginningOfAPathPartOpensIsAsItsKindOfStorageDoes() throws IOException {
        var url = place("prefix.h5");
        put(url, BYTES);

        var result = get(storage("storage.read:/" + top().substring(0, top().length() - 1), writing("")), url);

        if (comparesWholePathParts()) {
            assertThat(result).isInstanceOf(FetchResult.Refused.class);
        } else {
            assertThat(result).isInstanceOf(FetchResult.Fetched.class);
        }
    }

    @Test
    void aFileIsCopiedInAndOutByTokensForBothSides() throws IOException {
        var outside = catalogue().address(catalogue().storageElement(access().secondRse()), did("outside.h5"));
        var inside = place("inside.h5");
        var back = outside.resolve(run() + ".back.h5");
        var stored = new StoreResult.Stored(Adler32Checksum.of(BYTES));
        put(outside, BYTES);

        assertThat(storage().copy(outside, inside)).isEqualTo(stored);
        assertThat(storage().copy(inside, back)).isEqualTo(stored);

        assertThat(got(back)).isEqualTo(BYTES);
    }

    @Test
    void aFileThatMayNotBeReadIsNotCopiedNorIsOneWhereNothingMayBeWritten() throws IOException {
        var outside = catalogue().address(catalogue().storageElement(access().secondRse()), did("kept-out.h5"));
        var inside = place("kept-in.h5");
        put(inside, BYTES);
        var blind = storage("storage.create:/", writing(""));

        // The first refusal may be the token's fault, and gets a fresh one.
        assertThat(blind.copy(inside, outside)).isNotInstanceOf(StoreResult.Stored.class);
        assertThat(blind.copy(inside, outside)).isInstanceOf(StoreResult.Refused.class);
        assertThat(storage().head(outside)).isEmpty();

        put(outside, BYTES);
        var target = place("not-copied.h5");
        assertThat(storage(READ, READ).copy(outside, target)).isInstanceOf(StoreResult.Refused.class);
        assertThat(storage().head(target)).isEmpty();
    }
}
