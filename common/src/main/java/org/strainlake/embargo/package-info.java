/**
 * Seals files before they leave the site, and keeps the keys: one key a dataset, wrapped by a key-encryption key that
 * lies in a file. What is sealed, how, and who can open it is decided here and nowhere else; uses only DIDs of
 * {@code lake}.
 */
@NullMarked
package org.strainlake.embargo;

import org.jspecify.annotations.NullMarked;
