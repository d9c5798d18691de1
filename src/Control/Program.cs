using GridFlow.Control.Archive;
using GridFlow.Control.Checkpoints;
using GridFlow.Control.CommandLine;
using GridFlow.Control.Completion;
using GridFlow.Control.Configuration;
using GridFlow.Control.Configuration.Report;
using GridFlow.Control.DeadLetters;
using GridFlow.Control.Demo;
using GridFlow.Control.Doctor;
using GridFlow.Control.Operator;
using GridFlow.Control.Reconciliation;
using GridFlow.Control.Startup;

if (SuggestRequest.Read(args) is { } request)
{
    return await Suggestions.PrintAsync(request, Console.Out);
}

var arguments = SettingArguments.Split(args);
return await CommandRunner.RunAsync(
    arguments.Rest, new CommandActions(Demo, Run, Checkpoint, Archive, DeadLetters, Reconcile, new CheckActions(Doctor, Config, Completion), Operator), Console.Error);

Task<int> Demo(DemoArguments demo, CommonArguments common) => DemoCommand.ExecuteAsync(demo, Configuration(common), TimeProvider.System);

Task<int> Run(RunArguments run, CommonArguments common) => RunCommand.ExecuteAsync(run, Configuration(common), TimeProvider.System);

Task<int> Checkpoint(CheckpointArguments checkpoint, CommonArguments common) => CheckpointCommand.ExecuteAsync(checkpoint, Configuration(common), TimeProvider.System);

Task<int> Archive(ArchiveArguments archive, CommonArguments common) => ArchiveCommand.ExecuteAsync(archive, Configuration(common), TimeProvider.System);

Task<int> DeadLetters(DeadLetterArguments deadLetters, CommonArguments common) => DeadLetterCommand.ExecuteAsync(deadLetters, Configuration(common), TimeProvider.System);

Task<int> Reconcile(ReconcileArguments reconcile, CommonArguments common) => ReconcileCommand.ExecuteAsync(reconcile, Configuration(common), TimeProvider.System);

Task<int> Doctor(DoctorArguments doctor, CommonArguments common) => DoctorCommand.ExecuteAsync(doctor, Configuration(common), TimeProvider.System);

Task<int> Config(ConfigArguments config, CommonArguments common) => ConfigCommand.ExecuteAsync(config, Configuration(common), common.ConfigFile);

Task<int> Completion(CompletionArguments completion, CommonArguments common) => CompletionScript.PrintAsync(completion.Shell, Console.Out);

Task<int> Operator(OperatorArguments command, CommonArguments common) => OperatorCommand.ExecuteAsync(command, ConfigurationSources.ReadClient(common.ConfigFile, [.. arguments.Settings, .. common.Settings]), TimeProvider.System);

// Short options such as --grpc-port come last, so they win over --Section:Key.
IConfigurationRoot Configuration(CommonArguments common) => ConfigurationSources.Read(common.ConfigFile, [.. arguments.Settings, .. common.Settings]);
