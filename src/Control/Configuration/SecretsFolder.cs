using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.FileProviders;

namespace GridFlow.Control.Configuration;

/// <summary>A folder of secrets: one file a setting, as container platforms mount them.</summary>
/// <param name="folder">Absolute path.</param>
internal sealed class SecretsFolder(string folder) : IConfigurationSource
{
    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(folder);

    /// <summary>Whether the value in force of <paramref name="key"/> comes from such a folder; it must not be shown then, whatever its name.</summary>
    public static bool Holds(IConfigurationRoot configuration, string key) => configuration.Providers.LastOrDefault(each => each.TryGet(key, out _)) is Provider;

    internal sealed class Provider(string folder) : KeyPerFileConfigurationProvider(new KeyPerFileConfigurationSource { FileProvider = new PhysicalFileProvider(folder) })
    {
        public override void Load()
        {
            try
            {
                base.Load();
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException or ArgumentException)
            {
                // A file that this user may not read, or two whose names differ by case alone.
                throw new InvalidConfigurationException([new ConfigurationFault(ConfigurationSources.SecretsVariable, folder, "environment", $"cannot be read: {e.Message}", Exists: false)]);
            }

            // The package takes one line feed off. Editors and echo on other systems leave more, and none of them belongs to a secret.
            foreach (var key in Data.Keys.ToList())
            {
                Data[key] = Data[key]?.TrimEnd('\r', '\n');
            }
        }
    }
}
