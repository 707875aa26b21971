/** What a check has found. */
export class Problems {
  list = [];

  add(problem) {
    this.list.push(problem);
  }

  addAll(other) {
    this.list.push(...other.list);
  }

  /** Prints them, or that there are none. Returns whether there are none. */
  report(what) {
    for (const p of this.list) console.error(`  ${p}`);
    console.log(`${what}: ${this.list.length === 0 ? 'good' : `${this.list.length} problems`}`);
    return this.list.length === 0;
  }
}
