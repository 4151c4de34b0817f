package org.strainlake.uploader.journal;

import java.util.List;

/** Where marks become durable: the database, or a fake. */
interface MarkStore {
    /**
     * Writes all marks in one transaction, in their order for each chunk.
     *
     * @throws org.springframework.dao.DataAccessException if none was written
     */
    void write(List<Mark> marks);
}
