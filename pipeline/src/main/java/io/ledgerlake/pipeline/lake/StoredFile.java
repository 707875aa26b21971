package io.ledgerlake.pipeline.lake;

/**
 * A file as a listing shows it.
 *
 * @param path its path below the folder that was listed, parts separated by {@code /}
 * @param uri where it is, fit for {@link LakeStorage#open}
 * @param bytes its length
 */
public record StoredFile(String path, String uri, long bytes) {}
