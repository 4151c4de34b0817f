/**
 * Owns the embargoes: who may read what until when. Changes are versions that are never rewritten; a release happens by
 * itself, once, by the clock of the database. What holds is told to all services over one topic.
 */
@ApplicationModule(allowedDependencies = {"journal", "source", "stream"})
@NullMarked
package org.strainlake.uploader.embargo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
