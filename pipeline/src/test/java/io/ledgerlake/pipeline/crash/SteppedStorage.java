package io.ledgerlake.pipeline.crash;

import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.lake.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** A storage whose calls are steps. */
public final class SteppedStorage implements LakeStorage {
  private final LakeStorage storage;
  private final Steps steps;

  public SteppedStorage(LakeStorage storage, Steps steps) {
    this.storage = storage;
    this.steps = steps;
  }

  @Override
  public List<StoredFile> list(String folder) throws IOException {
    steps.before("list " + folder);
    return storage.list(folder);
  }

  @Override
  public Pinned openPinned(String location) throws IOException {
    steps.before("open " + location);
    return storage.openPinned(location);
  }

  @Override
  public InputStream open(String location, Optional<String> pin) throws IOException {
    steps.before("open " + location);
    return storage.open(location, pin);
  }

  @Override
  public Optional<Long> size(String location) throws IOException {
    steps.before("size " + location);
    return storage.size(location);
  }

  @Override
  public byte[] read(String location) throws IOException {
    steps.before("read " + location);
    return storage.read(location);
  }

  @Override
  public void write(String location, byte[] bytes) throws IOException {
    steps.before("write " + location);
    storage.write(location, bytes);
    steps.after("write " + location);
  }

  @Override
  public boolean createExclusively(String location, byte[] bytes) throws IOException {
    steps.before("create " + location);
    boolean created = storage.createExclusively(location, bytes);
    steps.after("create " + location);
    return created;
  }

  @Override
  public void requireWritable(String folder) {
    storage.requireWritable(folder);
  }

  @Override
  public void close() {
    storage.close();
  }
}
