//! The zip file of `torch.save` since PyTorch 1.6: `data.pkl`, and a file `data/<key>` for each storage.

use super::super::pickle::Pickle;
use super::super::zip;
use super::File;

pub(super) fn read(bytes: &[u8]) -> Result<File<'_>, String> {
    let files = zip::files(bytes)?;
    let Some(folder) = files.keys().find_map(|n| n.strip_suffix("data.pkl")) else {
        return Err("a zip archive without data.pkl, so not by torch.save".to_owned());
    };
    if files.contains_key(&format!("{folder}constants.pkl")) {
        return Err("a TorchScript archive; save its weights: torch.save(torch.jit.load(…).state_dict(), …)".to_owned());
    }
    let stored = |name: &str| files.get(&format!("{folder}{name}")).map(|file| file.stored(name)).transpose();
    if let Some(order) = stored("byteorder")?
        && bytes[order].starts_with(b"big")
    {
        return Err("its numbers are big-endian".to_owned());
    }
    let range = stored("data.pkl")?.unwrap_or_default();
    let pickle = Pickle::read(&bytes[range]).map_err(|what| format!("data.pkl: {what}"))?;
    let data = format!("{folder}data/");
    let storage = |(name, file): (&String, &zip::File)| {
        let key = name.strip_prefix(&data)?;
        Some(file.stored(name).map(|range| (key.to_owned(), range)))
    };
    let storages = files.iter().filter_map(storage).collect::<Result<_, _>>()?;
    Ok(File { bytes, pickle, storages })
}
