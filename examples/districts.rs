//! One engine for many reviews: fonts and templates are read once, each thread sets its own review.
//!
//! ```sh
//! cargo run --example districts
//! ```

use huimou::asset::InMemory;
use huimou::{Choices, Engine, Error, PdfOptions, Source, write_file};

fn main() -> Result<(), Error> {
    let engine = Engine::builder().embedded_fonts().built_in_templates().build()?;
    let districts = [("南湖区", "1512.17"), ("秀洲区", "1345.50"), ("海盐县", "478.12")];
    let folder = std::env::temp_dir();
    std::thread::scope(|scope| {
        let set = |(name, output): (&'static str, &str)| {
            let engine = engine.clone();
            let text = format!(
                "[review]\ntitle = \"{name}年度回眸\"\norganization = \"{name}住房和城乡建设局\"\nyear = 2024\n\
                 [[section]]\ntitle = \"建筑业稳步发展\"\nlead = \"全年完成产值{output}亿元。\"\n\
                 [[section.indicator]]\nlabel = \"产值\"\nvalue = {output}\nunit = \"亿元\"\n"
            );
            let path = folder.join(format!("{name}.pdf"));
            scope.spawn(move || -> Result<(), Error> {
                let document = engine.build(&Source::new(name, text), &InMemory::new(), &Choices::new())?.value;
                let pdf = document.to_pdf(&PdfOptions::new())?;
                write_file(&path, &pdf)?;
                println!("{}", path.display());
                Ok(())
            })
        };
        let threads: Vec<_> = districts.map(set).into();
        // One faulty district is no reason to lose the others: each thread's outcome is looked at.
        for thread in threads {
            match thread.join() {
                Ok(outcome) => outcome?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(())
    })
}
