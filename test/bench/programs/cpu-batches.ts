import { createInterface } from 'node:readline';

/**
 * The protocol of all measured programs: a line with a number of repetitions comes in, a line with the
 * microseconds of CPU time that they took goes out.
 */
export async function answerBatches(repeat: () => void): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const repetitions = Number(line);
    const before = process.cpuUsage();
    for (let repetition = 0; repetition < repetitions; repetition++) repeat();
    const { user, system } = process.cpuUsage(before);
    process.stdout.write(`${user + system}\n`);
  }
}
