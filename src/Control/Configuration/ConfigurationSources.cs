using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace GridFlow.Control.Configuration;

/// <summary>Where settings come from, the later winning: appsettings.json beside the program, --config FILE, files of the folder GRIDFLOW_SECRETS, GRIDFLOW_ environment, command line.</summary>
public static class ConfigurationSources
{
    /// <summary>Names a folder of secrets: one file a setting, called <c>Section__Key</c>, as container platforms lay them out.</summary>
    public const string SecretsVariable = "GRIDFLOW_SECRETS";

    private const string Prefix = "GRIDFLOW_";

    /// <summary>Reads all sources.</summary>
    /// <param name="configFile">File of <c>--config</c>; none when null.</param>
    /// <param name="settings">Settings of the command line, as <c>--Section:Key=value</c>.</param>
    /// <exception cref="InvalidConfigurationException">A file or the folder of secrets is missing or cannot be read, or a file is no JSON.</exception>
    public static IConfigurationRoot Read(string? configFile, IReadOnlyList<string> settings) =>
        Read(configFile, Environment.GetEnvironmentVariable(SecretsVariable), settings);

    /// <summary>Reads what a client of the control plane needs: everything but the service's secrets, which a person on shift may have no right to.</summary>
    /// <inheritdoc cref="Read(string?, IReadOnlyList{string})"/>
    public static IConfigurationRoot ReadClient(string? configFile, IReadOnlyList<string> settings) => Read(configFile, null, settings);

    /// <summary>Reads all sources, secrets from another folder than the environment's.</summary>
    internal static IConfigurationRoot Read(string? configFile, string? secretsFolder, IReadOnlyList<string> settings)
    {
        if (configFile is not null && !File.Exists(configFile))
        {
            throw new InvalidConfigurationException([new ConfigurationFault("--config", configFile, "command line", "no such file", Exists: false)]);
        }

        var builder = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true);
        if (configFile is not null)
        {
            builder.AddJsonFile(Path.GetFullPath(configFile), optional: false);
        }

        if (secretsFolder is { Length: > 0 })
        {
            AddSecrets(builder, secretsFolder);
        }

        try
        {
            return builder.AddEnvironmentVariables(Prefix).AddCommandLine([.. settings]).Build();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidConfigurationException([new ConfigurationFault("--config", null, "file", $"{e.Message} {e.InnerException?.Message}", Exists: false)]);
        }
    }

    /// <summary>Where <paramref name="key"/> is set, exactly: which file, which variable.</summary>
    /// <param name="configuration">as <c>Read</c> made it.</param>
    /// <param name="key">The setting.</param>
    /// <param name="configFile">File of <c>--config</c>; null when none.</param>
    public static string OriginOf(IConfigurationRoot configuration, string key, string? configFile)
    {
        var provider = configuration.Providers.LastOrDefault(each => each.TryGet(key, out _));
        return provider switch
        {
            null => "default",
            EnvironmentVariablesConfigurationProvider => $"environment variable {Variable(key)}",
            SecretsFolder.Provider => $"file {key.Replace(":", "__", StringComparison.Ordinal)} in {SecretsVariable}",
            // The file beside the program is always the first.
            JsonConfigurationProvider when configFile is not null && provider != configuration.Providers.OfType<JsonConfigurationProvider>().First() => $"--config {configFile}",
            _ => SourceOf(configuration, key),
        };
    }

    private static void AddSecrets(IConfigurationBuilder builder, string folder)
    {
        if (!Directory.Exists(folder))
        {
            // A mount that failed must not look like a secret that nobody has set.
            throw new InvalidConfigurationException([new ConfigurationFault(SecretsVariable, folder, "environment", "no such folder", Exists: false)]);
        }

        builder.Add(new SecretsFolder(Path.GetFullPath(folder)));
    }

    // As it is spelt there: names of variables are read without regard to case.
    private static string Variable(string key)
    {
        var name = ConfigurationFault.EnvironmentName(key);
        return Environment.GetEnvironmentVariables().Keys.OfType<string>().FirstOrDefault(variable => variable.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
    }

    /// <summary>The source that sets <paramref name="key"/>, for messages.</summary>
    public static string SourceOf(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out _))
            {
                return provider switch
                {
                    CommandLineConfigurationProvider => "command line",
                    EnvironmentVariablesConfigurationProvider => "environment",
                    SecretsFolder.Provider => $"folder of {SecretsVariable}",
                    JsonConfigurationProvider json => json.Source.Path ?? "file",
                    _ => "configuration",
                };
            }
        }

        return "default";
    }
}
