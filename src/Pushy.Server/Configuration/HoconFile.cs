using Akka.Configuration;
using Akka.Configuration.Hocon;
using Pushy.Files;

namespace Pushy.Server.Configuration;

/// <summary>HOCON as files have it.</summary>
internal static class HoconFile
{
    /// <summary>Larger files are no configuration.</summary>
    private const long MaxBytes = 1_000_000;

    /// <param name="isOurs">Whether it is part of the program, so that whoever could write it could write the program.</param>
    public static Config Read(string path, bool isOurs = false)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new ConfigurationException($"configuration file {path}: it has more than {MaxBytes} bytes");
            return Parse(isOurs ? File.ReadAllText(path) : GuardedFile.ReadText(path, FileGuard.Service), $"configuration file {path}");
        }
        catch (UntrustedFileException e)
        {
            throw new ConfigurationException($"configuration file {path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"configuration file {path} cannot be read: {e.Message}");
        }
    }

    /// <param name="text">HOCON.</param>
    /// <param name="origin">Where it came from, for the error.</param>
    public static Config Parse(string text, string origin)
    {
        if (!HoconBalance.Holds(text))
            throw new ConfigurationException($"{origin} is not valid HOCON: a quote, brace or bracket is not closed, or closed without being open");
        try
        {
            // An include could name any file; one format, one way to add files: --config.
            return ConfigurationFactory.ParseString(text, _ => throw new ConfigurationException($"{origin}: include is not supported; name the file with --config"));
        }
        catch (Exception e) when (e is not ConfigurationException)
        {
            // What the parser says quotes the text, which may hold a password.
            throw new ConfigurationException($"{origin} is not valid HOCON; between two keys there is a line break or a comma, and no comma after a closing brace or bracket");
        }
    }

    /// <summary>Refuses what is neither ours nor Akka's: a misspelt root would be ignored in silence.</summary>
    public static void CheckRoots(Config config, string origin)
    {
        if (config.IsEmpty || config.Root.GetObject() is not { } all)
            return;
        if (all.Items.Keys.FirstOrDefault(root => root is not ("pushy" or "akka")) is { } unknown)
            throw new ConfigurationException($"{unknown} (from {origin}) is not a setting; allowed are keys below pushy and akka");
    }

    /// <summary>All values below a key as <c>a.b.c</c> and text; a list's elements are joined by commas.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Flatten(Config config, string root) =>
        config.IsEmpty || config.GetValue(root) is not { } value ? [] : Flatten(root, value);

    /// <summary>The same configuration, now without a key.</summary>
    public static Config Without(Config config, string root)
    {
        if (!config.IsEmpty && config.Root.GetObject() is { } all)
            all.Items.Remove(root);
        return config;
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string key, HoconValue value)
    {
        if (value.IsObject())
            return value.GetObject().Items.SelectMany(item => Flatten($"{key}.{item.Key}", item.Value));
        var text = value.IsArray() ? string.Join(',', value.GetArray().Select(element => element.GetString())) : value.GetString();
        return [KeyValuePair.Create(key, text ?? "")];
    }
}
