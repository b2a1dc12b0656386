/** The program `promotion-gateway`: runs its commands, and prints their failures. */

import { Command, CommanderError } from 'commander';
import { clientCommands } from './commands/clients.js';
import { customerCommands } from './commands/customers.js';
import { exportCommands } from './commands/export.js';
import { importCommands } from './commands/import.js';
import { migrateCommand } from './commands/migrate.js';
import { organisationCommands } from './commands/organisations.js';
import { promotionCommands } from './commands/promotions.js';
import { exitCodes, type CommandContext, type CommandRun, type ExitCode } from './context.js';

const ABOUT = `Without a command it starts the gateway. Each command works on the store that DATABASE_URL or DATA_DIR names.`;

/**
 * Runs one command.
 * @param args what follows the name of the program
 * @param describe says what went wrong
 */
export async function runCommand(
  args: readonly string[],
  context: CommandContext,
  describe: (error: unknown) => string,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = programOf({ ...context, exitWith: (code) => (exitCode = code) });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed it, or what was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.failed;
    const message = describe(error);
    context.errors.write(`${args.includes('--json') ? JSON.stringify({ error: message }) : message}\n`);
    return exitCodes.failed;
  }
}

function programOf(context: CommandRun): Command {
  const program = new Command('promotion-gateway')
    .description(ABOUT)
    .showHelpAfterError('Add --help for the options and an example.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.write(text),
      writeErr: (text) => context.errors.write(text),
    });
  organisationCommands(program, context);
  clientCommands(program, context);
  importCommands(program, context);
  exportCommands(program, context);
  promotionCommands(program, context);
  customerCommands(program, context);
  migrateCommand(program, context);
  return program;
}
