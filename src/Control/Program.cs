using GridFlow.Control.Archive;
using GridFlow.Control.Checkpoints;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Configuration;
using GridFlow.Control.DeadLetters;
using GridFlow.Control.Demo;
using GridFlow.Control.Operator;
using GridFlow.Control.Reconciliation;
using GridFlow.Control.Startup;

var arguments = SettingArguments.Split(args);
return await CommandRunner.RunAsync(arguments.Rest, new CommandActions(Demo, Run, Checkpoint, Archive, DeadLetters, Reconcile, Operator), Console.Error);

Task<int> Demo(DemoArguments demo, CommonArguments common) => DemoCommand.ExecuteAsync(demo, Configuration(common), TimeProvider.System);

Task<int> Run(RunArguments run, CommonArguments common) => RunCommand.ExecuteAsync(run, Configuration(common), TimeProvider.System);

Task<int> Checkpoint(CheckpointArguments checkpoint, CommonArguments common) => CheckpointCommand.ExecuteAsync(checkpoint, Configuration(common), TimeProvider.System);

Task<int> Archive(ArchiveArguments archive, CommonArguments common) => ArchiveCommand.ExecuteAsync(archive, Configuration(common), TimeProvider.System);

Task<int> DeadLetters(DeadLetterArguments deadLetters, CommonArguments common) => DeadLetterCommand.ExecuteAsync(deadLetters, Configuration(common), TimeProvider.System);

Task<int> Reconcile(ReconcileArguments reconcile, CommonArguments common) => ReconcileCommand.ExecuteAsync(reconcile, Configuration(common), TimeProvider.System);

Task<int> Operator(OperatorArguments command, CommonArguments common) => OperatorCommand.ExecuteAsync(command, Configuration(common), TimeProvider.System);

// Short options such as --grpc-port come last, so they win over --Section:Key.
IConfigurationRoot Configuration(CommonArguments common) => ConfigurationSources.Read(common.ConfigFile, [.. arguments.Settings, .. common.Settings]);
